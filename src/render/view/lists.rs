//! Pages that list.

use super::{Card, Group, Link};
use schemars::JsonSchema;
use serde::Serialize;

/// `home.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Home {
    /// What the timeline was built from, in words.
    pub(crate) facts: Vec<Fact>,
    /// When its events were, as a picture.
    pub(crate) band: Option<Band>,
    /// Events by period.
    pub(crate) overview: Option<Overview>,
    /// The events with most independent sources, after those that editors pinned.
    pub(crate) highlights: Vec<Card>,
    /// The newest events, or all of them where they are few.
    pub(crate) groups: Vec<Group>,
    /// Whether `groups` holds every event.
    pub(crate) complete: bool,
    /// Open conflicts: the most severe ones.
    pub(crate) conflicts: Vec<ConflictRow>,
    /// Number of open conflicts.
    pub(crate) open_conflicts: usize,
}

/// One fact about the build.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Fact {
    /// « 9 mentions datées »
    pub(crate) text: String,
    /// Where more is said.
    pub(crate) href: Option<String>,
}

/// A table of how many events each period has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Overview {
    /// « Nombre d’événements par mois »
    pub(crate) caption: String,
    /// What stands over the first column: « année ».
    pub(crate) corner: String,
    /// Heads of the columns, short.
    pub(crate) columns: Vec<String>,
    /// Whether the last column is that of totals.
    pub(crate) total: bool,
    /// The rows.
    pub(crate) rows: Vec<OverviewRow>,
    /// Pages of the years that have no row: « 1969 (3) ».
    pub(crate) others: Vec<Link>,
}

/// A row of the overview.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct OverviewRow {
    /// Its head: « 2024 ».
    pub(crate) head: String,
    /// Its page.
    pub(crate) href: Option<String>,
    /// Its cells.
    pub(crate) cells: Vec<Cell>,
}

/// A cell of the overview.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Cell {
    /// Number of events: « 12 »
    pub(crate) text: String,
    /// « novembre 2024 : 12 événements »
    pub(crate) label: String,
    /// Where they are; nothing for none.
    pub(crate) href: Option<String>,
    /// 0 (none) to 4 (most).
    pub(crate) step: usize,
}

/// `period.html`: a year, a month or a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Period {
    /// « novembre 2024 »
    pub(crate) title: String,
    /// « 12 événements »
    pub(crate) count: String,
    /// Days and their events, or months of a year.
    pub(crate) groups: Vec<Group>,
    /// Periods inside this one, with their counts.
    pub(crate) inner: Vec<Link>,
    /// Events of longer periods that hold through this one.
    pub(crate) ongoing: Vec<Link>,
    /// The whole of a year on one page, for paper.
    pub(crate) print: Option<Link>,
    /// Number of this page, from 1.
    pub(crate) number: usize,
    /// All pages of the period, when there are several.
    pub(crate) pages: Vec<Link>,
    /// When its events were, as a picture.
    pub(crate) band: Option<Band>,
}

/// When events were, as a picture. It repeats what lists say.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Band {
    /// Its width, in units that stretch to the page.
    pub(crate) width: i64,
    /// Its height in pixels.
    pub(crate) height: i64,
    /// What is drawn, each sort of mark in one path.
    pub(crate) strokes: Vec<Stroke>,
    /// Labels under it.
    pub(crate) ticks: Vec<Tick>,
    /// What the marks stand for, in words.
    pub(crate) legend: String,
}

/// All marks of one sort.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Stroke {
    /// `point`, `column`, `lasting`, `near`, `open`, `either` or `tie`.
    pub(crate) kind: String,
    /// The data of an SVG path.
    pub(crate) path: String,
}

/// A label under a band.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Tick {
    /// Its place from the left: « 45.1% ».
    pub(crate) at: String,
    /// Its words.
    pub(crate) text: String,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ArticleRow {
    /// Its page.
    pub(crate) href: String,
    /// Its title, else its id.
    pub(crate) title: String,
    /// Language of the title, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// The name of the outlet.
    pub(crate) source: Link,
    /// « 12 novembre 2024 », or « date de publication inconnue ».
    pub(crate) published: String,
    /// The day, for machines.
    pub(crate) datetime: Option<String>,
    /// « 3 mentions »
    pub(crate) mentions: String,
    /// « 2 passages ignorés », with the place that lists them, where there are any.
    pub(crate) ignored: Option<Link>,
    /// « copie de … », where it is one.
    pub(crate) copy_of: Option<Link>,
}

/// `articles.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Articles {
    /// Articles, newest first, those without date last.
    pub(crate) rows: Vec<ArticleRow>,
    /// Files that could not be read: path and reason.
    pub(crate) skipped: Vec<Link>,
    /// Pages of this list, when there are several.
    pub(crate) pages: Vec<Link>,
}

/// A conflict in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ConflictRow {
    /// Its page.
    pub(crate) href: String,
    /// « dates incompatibles »
    pub(crate) name: String,
    /// `date`
    pub(crate) kind: String,
    /// The events that it touches.
    pub(crate) events: Vec<Link>,
    /// « 9 novembre 2024 (1 source) », one for each side; of a single one also what stands
    /// against it.
    pub(crate) sides: Vec<String>,
    /// « depuis le 12 novembre 2024 »: when the second side was published, where that is known.
    pub(crate) since: Option<String>,
    /// « ouvert »
    pub(crate) state: String,
    /// `open`
    pub(crate) state_key: String,
    /// `error`, `warning`, `note`
    pub(crate) severity: String,
}

/// Conflicts of one type that are open, or all that are settled.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ConflictGroup {
    /// Anchor of the heading: `date`, `settled`.
    pub(crate) id: String,
    /// « dates incompatibles »
    pub(crate) title: String,
    /// What this type is, in a sentence.
    pub(crate) about: Option<String>,
    /// Its conflicts.
    pub(crate) rows: Vec<ConflictRow>,
}

/// `conflicts.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Conflicts {
    /// « 12 désaccords, dont 3 ouverts »
    pub(crate) count: String,
    /// Open ones first, by severity and type; then the settled ones.
    pub(crate) groups: Vec<ConflictGroup>,
    /// Pages of this list, when there are several.
    pub(crate) pages: Vec<Link>,
}

/// `undated.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Undated {
    /// Events that no sentence dates: no period tells them.
    pub(crate) events: Vec<Card>,
    /// « 2 événements »
    pub(crate) count: String,
    /// The three lists.
    pub(crate) lists: Vec<UndatedList>,
}

/// Mentions without date, for one reason.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UndatedList {
    /// Anchor of the heading.
    pub(crate) id: String,
    /// Why they have no date.
    pub(crate) title: String,
    /// « 12 mentions »
    pub(crate) count: String,
    /// What would give them one.
    pub(crate) mend: String,
    /// The mentions, by article.
    pub(crate) articles: Vec<UndatedArticle>,
}

/// The mentions without date of one article.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UndatedArticle {
    /// The article, with its page.
    pub(crate) article: Link,
    /// The name of the outlet.
    pub(crate) source: String,
    /// « publié le 12 novembre 2024 », or that it is not known.
    pub(crate) published: String,
    /// The mentions.
    pub(crate) items: Vec<UndatedItem>,
}

/// A mention without date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UndatedItem {
    /// The sentence.
    pub(crate) quote: String,
    /// Its language, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// Its status in words.
    pub(crate) status: String,
    /// `conditional`
    pub(crate) status_key: String,
    /// The sentence on the page of its article.
    pub(crate) href: String,
}

/// `topics.html`: an index.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Topics {
    /// Width of the bands.
    pub(crate) width: usize,
    /// Its names, sorted.
    pub(crate) rows: Vec<TopicRow>,
}

/// A name in an index.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TopicRow {
    /// The name, with its page.
    pub(crate) link: Link,
    /// « 12 événements »
    pub(crate) count: String,
    /// When its events were, on the same scales for every name: the data of an SVG path, 20
    /// units high.
    pub(crate) band: String,
}

/// `topic.html`: an actor, a place, a source.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Topic {
    /// Its name.
    pub(crate) title: String,
    /// « 12 événements »
    pub(crate) count: String,
    /// Its Atom feed.
    pub(crate) feed: String,
    /// When its events were, as a picture.
    pub(crate) band: Option<Band>,
    /// Its events by period.
    pub(crate) groups: Vec<Group>,
    /// Its articles, newest first, when it is a source that has few.
    pub(crate) articles: Vec<ArticleRow>,
    /// The pages that list its articles, when they are many.
    pub(crate) all_articles: Option<Link>,
    /// Number of this page, from 1.
    pub(crate) number: usize,
    /// All pages, when there are several.
    pub(crate) pages: Vec<Link>,
}

/// `planned.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Planned {
    /// Announced for after the newest article.
    pub(crate) upcoming: Vec<Card>,
    /// Announced for a day that has passed, and nobody told the outcome.
    pub(crate) unconfirmed: Vec<Card>,
}

/// `changes.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Changes {
    /// Days, newest first.
    pub(crate) days: Vec<ChangeDay>,
}

/// What changed on a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ChangeDay {
    /// « 14 novembre 2024 »; at the end perhaps all older days, « du 3 mai au 2 juin 2023 »
    pub(crate) title: String,
    /// « 12 événements nouveaux »
    pub(crate) births: Option<String>,
    /// Those events, the first of them where they are many.
    pub(crate) born: Vec<Link>,
    /// Other changes.
    pub(crate) lines: Vec<ChangeLine>,
}

/// What changed of an event on a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ChangeLine {
    /// The event.
    pub(crate) event: Link,
    /// What changed, each change in words, oldest first.
    pub(crate) texts: Vec<String>,
}

/// `downloads.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Downloads {
    /// The files.
    pub(crate) rows: Vec<Download>,
    /// Terms under which they may be used.
    pub(crate) license: Option<Link>,
}

/// A file to take away.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Download {
    /// Its path, from the site's folder.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) about: String,
    /// « 12 ko »
    pub(crate) size: String,
}

/// `search.html`
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Search {
    /// Pages of years, newest first.
    pub(crate) years: Vec<Link>,
    /// Names of the scripts with words, without `.js`.
    pub(crate) shards: Vec<String>,
}

/// `embed.html`: a bare page for a frame.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Embed {
    /// A year, an actor or a place.
    pub(crate) title: String,
    /// Its events by period.
    pub(crate) groups: Vec<Group>,
    /// The full page.
    pub(crate) whole: Link,
}

/// `embeds.html`: what can be embedded.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Embeds {
    /// The address of one of them.
    pub(crate) example: String,
    /// By year, actor, place.
    pub(crate) lists: Vec<EmbedList>,
}

/// Pages that can be embedded, of one sort.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct EmbedList {
    /// « Acteurs »
    pub(crate) title: String,
    /// The pages.
    pub(crate) links: Vec<Link>,
}

/// `left-out.html`: events that the settings leave out of the timeline.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct LeftOut {
    /// « 12 événements hors période »
    pub(crate) count: String,
    /// The events, by date.
    pub(crate) items: Vec<LeftOutItem>,
}

/// An event that is not told.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct LeftOutItem {
    /// Its date.
    pub(crate) when: String,
    /// Its title.
    pub(crate) title: String,
    /// Language of the title, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// The name of the outlet.
    pub(crate) source: String,
    /// Its sentence on the page of the article.
    pub(crate) href: String,
}
