//! The stages in order. The only place with threads.

use crate::diag::{Note, Noted};
use crate::ingest::{self, ArticleContext, IngestError, RawArticle};
use crate::mention::{self, AnnotatedArticle};
use crate::merge::{self, MergeConfig};
use crate::review::{self, ApplyConfig, Decision, Lock, Timeline, Verb};
use crate::text::Span;
use crate::timex;
use rayon::prelude::*;
use std::collections::BTreeSet;

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

/// The hashes of the lines of every article, in the order given.
pub fn line_hashes<'a>(raws: impl Iterator<Item = &'a RawArticle>) -> Vec<Vec<u64>> {
    let raws: Vec<&RawArticle> = raws.collect();
    raws.into_par_iter().map(ingest::line_hashes).collect()
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
}

/// Makes the timeline of all articles, which are sorted by id here, so that their order does
/// not matter.
pub fn timeline(
    mut articles: Vec<AnnotatedArticle>,
    decisions: &[Decision],
    lock: &Lock,
    config: &TimelineConfig,
) -> Built {
    articles.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    let mut config = config.clone();
    let newest = articles
        .iter()
        .filter_map(|article| article.article.dct())
        .map(|dct| dct.day)
        .chain(decisions.iter().filter_map(|decision| decision.date))
        .max();
    config.apply.today = config.apply.today.or(newest);
    config.merge.today = config.merge.today.or(newest);
    let expired: BTreeSet<String> = decisions
        .iter()
        .filter(|d| d.expires.zip(config.apply.today).is_some_and(|(end, now)| end < now))
        .map(|d| d.id.clone())
        .collect();

    // Decisions name events by ids that only a lock can tell. Where the lock does not know
    // them (it was deleted, or never written), the ids are minted first.
    let unknown = |d: &Decision| {
        matches!(d.verb, Verb::Merge | Verb::NotSame | Verb::Split)
            && d.targets.iter().any(|t| t.starts_with("e-") && !knows(lock, t))
    };
    let minted;
    let known = if decisions.iter().any(unknown) {
        let merged = merge::merge(&articles, &merge::Constraints::default(), &config.merge);
        let plain = review::Resolved::default();
        minted = review::apply(merged, &articles, &[], &plain, lock, &config.apply).value.1;
        &minted
    } else {
        lock
    };

    let resolved = review::resolve(decisions, known, &expired);
    let mut skip = expired;
    skip.extend(resolved.contradictions.keys().cloned());
    review::amend(&mut articles, decisions, lock, &skip);
    let merged = merge::merge(&articles, &resolved.constraints, &config.merge);
    let Noted { value: (timeline, lock), notes } =
        review::apply(merged, &articles, decisions, &resolved, lock, &config.apply);
    Built { articles, timeline, lock, notes }
}

fn knows(lock: &Lock, event: &str) -> bool {
    lock.events.contains_key(&review::EventId(event.to_owned()))
}
