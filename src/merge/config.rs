//! Every threshold of merging, by name.

use crate::timex::Day;
use serde::{Deserialize, Serialize};

/// One in fixed point: similarities are in 1/10,000.
pub(super) const ONE: i32 = 10_000;

/// Every threshold of merging, by name, with its default; see `design` in ARCHITECTURE.md.
/// Cosines, confidences and shares are in 1/10,000, gaps in days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergeConfig {
    /// Containment from which two articles are one origin, in 1/10,000.
    pub copy_containment: i32,
    /// Containment from which a pair of articles is listed at all.
    pub copy_listed: i32,
    /// Publication days between which a copy is looked for.
    pub copy_days: i32,
    /// A passage whose articles were published over more days than this is furniture.
    pub furniture_days: i32,
    /// The newest day known (from `--date`, else the newest article), for plans that passed.
    pub today: Option<Day>,
    /// R1: shared word 5-grams from which two sentences are the same.
    pub sentence_containment: i32,
    /// R2: cosine on one and the same day.
    pub same_day: i32,
    /// R2: cosine of two sentences of one article on the same day.
    pub same_article: i32,
    /// R2: cosine on a day that few sentences tell of.
    pub quiet_day: i32,
    /// How many sentences a quiet time holds at most.
    pub quiet_nodes: u32,
    /// R3: cosine between a day and the week or month around it, where few sentences tell of it.
    pub quiet_month: i32,
    /// R3: cosine between a day and the month (or week, or range) around it.
    pub within_month: i32,
    /// R3: cosine between a day or month and the season or year around it.
    pub within_year: i32,
    /// R4, R5: cosine at a gap of one to four days.
    pub next_days: i32,
    /// R4, R5: the same where few sentences tell of these days.
    pub next_days_quiet: i32,
    /// R4, R5: the same for acts that happen day after day.
    pub recurring: i32,
    /// R6: cosine for dates that differ by a typing pattern.
    pub pattern: i32,
    /// R6: cosine for the same day and month of another year.
    pub other_year: i32,
    /// R7: cosine for dates further apart.
    pub far: i32,
    /// R8: cosine between a plan and what came of it, on another day.
    pub plan: i32,
    /// Days by which a plan can be missed.
    pub plan_days: i32,
    /// R10: cosine between a denial and what it denies, of another day.
    pub denial: i32,
    /// Days within which a denial answers.
    pub denial_days: i32,
    /// Weight of the names that two articles share, in quarters of a nat, from which they tell
    /// one story: three that all articles of a small story name, one that few of many name.
    pub story: i64,
    /// Cosine of the words of two articles from which they tell one story.
    pub theme: i32,
    /// R11: likeness of two mentions of a day of which no article of the story tells more than
    /// one act.
    pub only_event: i32,
    /// R12: likeness from which a month or week goes with the likest event in it.
    pub inside: i32,
    /// Days after an event in which an article still tells of it without a date.
    pub fresh_days: i32,
    /// What a telling number that both count adds to the likeness of a pair.
    pub number: i32,
    /// What it adds to a shared act that no other day of the weeks around is told of it.
    pub once: i32,
    /// What it adds that both open their articles, of one story and of the days right after.
    pub lead: i32,
    /// Below a threshold by no more than this, a pair is « perhaps the same ».
    pub grey_band: i32,
    /// Nearness below which two groups stay apart.
    pub stop: i32,
    /// Mentions in a block at most.
    pub block: usize,
    /// Entries of a posting list for one day (or month) at most.
    pub posting: usize,
    /// Other mentions that one is compared with over shared features at most, those that
    /// share most.
    pub partners: usize,
    /// Cosine from which a sentence without a date joins a dated event.
    pub undated: i32,
    /// Second date against the first, by weight, from which an event's date is contested.
    pub contested: i32,
}

impl Default for MergeConfig {
    fn default() -> MergeConfig {
        MergeConfig {
            copy_containment: 2500,
            copy_listed: 1000,
            copy_days: 10,
            furniture_days: 30,
            today: None,
            sentence_containment: 8000,
            same_day: 2500,
            same_article: 3000,
            quiet_day: 1200,
            quiet_nodes: 24,
            quiet_month: 2000,
            within_month: 3500,
            within_year: 4500,
            next_days: 5000,
            next_days_quiet: 3500,
            recurring: 5000,
            pattern: 4500,
            other_year: 3000,
            far: 6000,
            plan: 3000,
            plan_days: 60,
            denial: 3500,
            denial_days: 14,
            story: 18,
            theme: 800,
            only_event: 5_500,
            inside: 2_500,
            fresh_days: 3,
            number: 1_500,
            once: 1_500,
            lead: 2_000,
            grey_band: 800,
            stop: 4200,
            block: 400,
            posting: 100,
            partners: 200,
            undated: 5000,
            contested: 8000,
        }
    }
}
