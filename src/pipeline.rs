//! The stages in order. No other stage has threads.

use crate::diag::{Note, Noted};
use crate::ingest::{self, ArticleContext, IngestError, RawArticle};
use crate::mention::{self, AnnotatedArticle};
use crate::merge::{self, MergeConfig};
use crate::render::{Made, OutputFile, RenderError};
use crate::review::{self, ApplyConfig, Decision, Lock, Timeline, Verb};
use crate::text::Span;
use crate::timex;
use rayon::prelude::*;

/// Reads one article and finds what it says happened.
///
/// # Errors
/// When the file is no article; see [`ingest::ingest`].
pub fn annotate(
    raw: &RawArticle,
    context: &ArticleContext,
) -> Result<Noted<AnnotatedArticle>, IngestError> {
    let Noted { value: article, mut notes } = ingest::ingest(raw, context)?;
    let sentences: Vec<Span> = article.sentences.iter().map(|sentence| sentence.span).collect();
    let Noted { value: timexes, notes: found } =
        timex::annotate(&article.text, &sentences, article.dct());
    notes.extend(found);
    let mentions = mention::mentions(&article, &timexes);
    Ok(Noted { value: AnnotatedArticle { article, timexes, mentions }, notes })
}

/// Annotates all articles at once with `one`, which is [`annotate`] or a cache around it.
/// Results are in the order of `raws`, whatever the number of threads; an article that cannot
/// be read does not stop the others.
pub fn annotate_all<F>(
    raws: &[(RawArticle, ArticleContext)],
    one: F,
) -> Vec<Result<Noted<AnnotatedArticle>, IngestError>>
where
    F: Fn(&RawArticle, &ArticleContext) -> Result<Noted<AnnotatedArticle>, IngestError> + Sync,
{
    raws.par_iter().map(|(raw, context)| one(raw, context)).collect()
}

/// All cores, for the units of work of merging.
#[derive(Clone, Copy, Debug, Default)]
pub struct Threads;

impl merge::Workers for Threads {
    fn each(&self, count: usize, one: &(dyn Fn(usize) + Sync)) {
        (0..count).into_par_iter().for_each(one);
    }
}

/// [`Threads`] that know what earlier builds worked out.
#[derive(Clone, Copy, Debug)]
pub struct Remembering<'a, M>(pub &'a M);

impl<M: merge::Memory> merge::Workers for Remembering<'_, M> {
    fn each(&self, count: usize, one: &(dyn Fn(usize) + Sync)) {
        Threads.each(count, one);
    }

    fn memory(&self) -> Option<&dyn merge::Memory> {
        Some(self.0)
    }
}

/// The hashes of the lines of every article, in the order given, with `one`, which is
/// [`ingest::line_hashes`] or a cache around it.
pub fn line_hashes<'a>(
    raws: impl Iterator<Item = &'a RawArticle>,
    one: impl Fn(&RawArticle) -> Vec<u64> + Sync,
) -> Vec<Vec<u64>> {
    let raws: Vec<&RawArticle> = raws.collect();
    raws.into_par_iter().map(&one).collect()
}

/// Batches of a site that are made at once, before they are written.
const BATCHES: usize = 64;

/// The [`Runner`](crate::render::Runner) of programs: on all cores, a bounded number of batches at a time.
///
/// # Errors
/// The first, in the order of the numbers.
pub fn at_once(
    count: usize,
    make: &(dyn Fn(usize) -> Made + Sync),
    take: &mut dyn FnMut(Vec<OutputFile>) -> Result<(), RenderError>,
) -> Result<(), RenderError> {
    for start in (0..count).step_by(BATCHES) {
        let batches: Vec<Made> =
            (start..count.min(start + BATCHES)).into_par_iter().map(make).collect();
        batches.into_iter().try_for_each(|batch| take(batch?))?;
    }
    Ok(())
}

/// What [`timeline`] is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineConfig {
    /// Thresholds of merging.
    pub merge: MergeConfig,
    /// What is shown, and when decisions expire.
    pub apply: ApplyConfig,
}

/// A timeline with all that it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The articles, amended by decisions on single mentions.
    pub articles: Vec<AnnotatedArticle>,
    /// The timeline.
    pub timeline: Timeline,
    /// What to remember.
    pub lock: Lock,
    /// What there is to say of decisions.
    pub notes: Vec<Note>,
    /// How much work merging was.
    pub work: merge::Work,
}

/// Makes the timeline of all articles, which are sorted by id here, so that their order does
/// not matter.
pub fn timeline(
    articles: Vec<AnnotatedArticle>,
    decisions: &[Decision],
    lock: &Lock,
    config: &TimelineConfig,
) -> Built {
    timeline_with(articles, decisions, lock, config, (&Threads, None))
}

/// [`timeline`], with those who merge, and with the judging of pairs where other processes did
/// it; see [`merge::spread`].
pub fn timeline_with(
    mut articles: Vec<AnnotatedArticle>,
    decisions: &[Decision],
    lock: &Lock,
    config: &TimelineConfig,
    (workers, given): (&dyn merge::Workers, Option<&merge::Given>),
) -> Built {
    let Planned { plan, known, config } = planned(&mut articles, decisions, lock, config);
    let known = known.as_ref().unwrap_or(lock);
    let (merged, work) = merge::with(&articles, &plan.constraints, &config.merge, workers, given);
    let Noted { value: (timeline, lock), notes } =
        review::apply(merged, &articles, decisions, &plan, known, &config.apply);
    Built { articles, timeline, lock, notes, work }
}

/// Cuts the judging of pairs of a timeline into parts of about `size` mentions, for other
/// processes to do.
pub fn spread(
    mut articles: Vec<AnnotatedArticle>,
    decisions: &[Decision],
    lock: &Lock,
    config: &TimelineConfig,
    size: usize,
    put: merge::Put<'_>,
) {
    let Planned { plan, config, .. } = planned(&mut articles, decisions, lock, config);
    merge::spread(&articles, &plan.constraints, &config.merge, &Threads, size, put);
}

/// What merging needs beside the articles.
struct Planned {
    plan: review::Plan,
    /// The lock with the ids that decisions name, where it was made for them.
    known: Option<Lock>,
    config: TimelineConfig,
}

/// Sorts articles, and reads the decisions against them.
fn planned(
    articles: &mut [AnnotatedArticle],
    decisions: &[Decision],
    lock: &Lock,
    config: &TimelineConfig,
) -> Planned {
    articles.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    let mut config = config.clone();
    let newest = articles.iter().filter_map(|article| article.article.dct()).map(|dct| dct.day);
    let newest = newest.max();
    let decided = decisions.iter().filter_map(|decision| decision.date).max();
    // A decision taken today does not make the plans of the story pass.
    config.merge.today = config.merge.today.or(newest);
    config.apply.today = config.apply.today.or(newest.max(decided));
    let today = config.apply.today;
    let known = known(articles, decisions, lock, &config);
    let plan = review::plan(articles, decisions, known.as_ref().unwrap_or(lock), today);
    Planned { plan, known, config }
}

/// The lock with the ids that decisions name, where `lock` does not know them: it was deleted,
/// or never written. Ids are minted as without decisions first, then as after those that cut
/// and join events, since later ones may name what came of earlier ones.
fn known(
    articles: &[AnnotatedArticle],
    decisions: &[Decision],
    lock: &Lock,
    config: &TimelineConfig,
) -> Option<Lock> {
    let unknown = |d: &Decision, lock: &Lock| {
        d.targets.iter().any(|target| target.starts_with("e-") && !knows(lock, target))
    };
    let cuts = |d: &&Decision| matches!(d.verb, Verb::Merge | Verb::NotSame | Verb::Split);
    if !decisions.iter().any(|d| unknown(d, lock)) {
        return None;
    }
    let mut known = lock.clone();
    let mut applied: Vec<Decision> = Vec::new();
    // Each round applies at least one decision more, or is the last.
    loop {
        let mut articles = articles.to_vec();
        let plan = review::plan(&mut articles, &applied, &known, config.apply.today);
        let merged = merge::measure(&articles, &plan.constraints, &config.merge, &Threads).0;
        known = review::apply(merged, &articles, &applied, &plan, &known, &config.apply).value.1;
        let ready: Vec<Decision> = decisions
            .iter()
            .filter(cuts)
            .filter(|d| !unknown(d, &known) && !applied.contains(d))
            .cloned()
            .collect();
        if ready.is_empty() || !decisions.iter().any(|d| unknown(d, &known)) {
            return Some(known);
        }
        applied.extend(ready);
    }
}

fn knows(lock: &Lock, event: &str) -> bool {
    lock.events.contains_key(&review::EventId(event.to_owned()))
}
