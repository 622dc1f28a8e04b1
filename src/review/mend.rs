//! Finds the sentences that the lock remembers again after someone mended them.

use super::{Decision, Lock, LockMention, Verb};
use crate::mention::{AnnotatedArticle, EventMention, Figure, MentionId};
use crate::text::{fold, is_space};
use std::collections::{BTreeMap, BTreeSet};

/// A mended sentence is the same while at most this share of it, in hundredths, was changed.
const MENDED: usize = 15;

/// How many mentions of one article a vanished one is compared with, nearest length first.
const MOST_COMPARED: usize = 200;

/// Sentences with more characters than this are compared at both ends only.
const LONG: usize = 600;

/// What became of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mend {
    /// Its mention today.
    pub(super) new: MentionId,
    /// Whether it says something else now: another date, status or figure.
    pub(super) changed: bool,
}

/// The sentence of a mention as ids and the lock have it: folded, white space as one space,
/// Markdown marks put aside.
pub(super) fn folded_sentence(article: &AnnotatedArticle, mention: &EventMention) -> String {
    let folded = fold(mention.span.slice(&article.article.text));
    let plain = folded.replace(['*', '_', '#'], "");
    plain.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A figure as the lock has it.
pub(super) fn figure(figure: &Figure) -> String {
    let high = figure.high.map(|high| high.to_string()).unwrap_or_default();
    let scale = if figure.scale == 0 { String::new() } else { format!("e-{}", figure.scale) };
    format!("{}:{}..{high}{scale}", figure.unit, figure.low)
}

/// Mentions of the lock that are gone, with the mention of today that is the same sentence
/// mended.
pub(super) fn mends(
    articles: &[AnnotatedArticle],
    decisions: &[Decision],
    lock: &Lock,
) -> BTreeMap<MentionId, Mend> {
    // What an editor said of a mention is in the lock, and not in the article.
    let amended: BTreeSet<(&str, Verb)> = decisions
        .iter()
        .filter(|d| matches!(d.verb, Verb::SetDate | Verb::Status))
        .flat_map(|d| d.targets.iter().map(|target| (target.as_str(), d.verb)))
        .collect();
    let mut remembered: BTreeMap<&str, Vec<&MentionId>> = BTreeMap::new();
    for (id, entry) in &lock.mentions {
        remembered.entry(entry.article.as_str()).or_default().push(id);
    }
    let mut found = BTreeMap::new();
    for article in articles {
        let Some(old) = remembered.get(article.article.id.as_str()) else { continue };
        let now: BTreeSet<&MentionId> = article.mentions.iter().map(|m| &m.id).collect();
        let gone: Vec<&MentionId> = old.iter().copied().filter(|id| !now.contains(id)).collect();
        if gone.is_empty() {
            continue;
        }
        let fresh: Vec<Sentence<'_>> = article
            .mentions
            .iter()
            .filter(|mention| !lock.mentions.contains_key(&mention.id))
            .map(|mention| Sentence::new(folded_sentence(article, mention), mention))
            .collect();
        let mut taken = BTreeSet::new();
        for id in gone {
            let entry = &lock.mentions[id];
            let Some(index) = best(entry, &fresh, &taken, article) else { continue };
            taken.insert(index);
            let is_amended = |verb| {
                let mut names = entry.aliases.iter().chain([id]);
                names.any(|name| amended.contains(&(name.0.as_str(), verb)))
            };
            let mention = fresh[index].mention;
            let timex = mention.timex.map(|index| &article.timexes[index]);
            let value = timex.and_then(|timex| timex.edtf());
            let other_words = expression(article, mention) != entry.expression.as_deref().map(fold);
            let figures: Vec<String> = mention.figures.iter().map(figure).collect();
            let changed = (other_words && value != entry.value && !is_amended(Verb::SetDate))
                || (mention.status != entry.status && !is_amended(Verb::Status))
                || figures != entry.figures;
            found.insert(id.clone(), Mend { new: mention.id.clone(), changed });
        }
    }
    found
}

/// A sentence of today that the lock does not know.
struct Sentence<'a> {
    text: Vec<char>,
    mention: &'a EventMention,
}

impl Sentence<'_> {
    fn new(text: String, mention: &EventMention) -> Sentence<'_> {
        Sentence { text: text.chars().collect(), mention }
    }
}

/// The sentence that is nearest to the one remembered: with the same expression first.
fn best(
    entry: &LockMention,
    fresh: &[Sentence<'_>],
    taken: &BTreeSet<usize>,
    article: &AnnotatedArticle,
) -> Option<usize> {
    let old: Vec<char> = entry.sentence.chars().collect();
    let most = MENDED * old.len() / 100;
    let mut near: Vec<(usize, usize)> = fresh
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
        .map(|(index, sentence)| (sentence.text.len().abs_diff(old.len()), index))
        .filter(|(gap, _)| *gap <= most)
        .collect();
    near.sort_by_key(|(gap, index)| (*gap, &fresh[*index].mention.id));
    let wanted = entry.expression.as_deref().map(fold);
    near.into_iter()
        .take(MOST_COMPARED)
        .filter_map(|(_, index)| {
            let sentence = &fresh[index];
            let distance = distance(&old, &sentence.text, most)?;
            let other = expression(article, sentence.mention) != wanted;
            Some((other, distance, &sentence.mention.id, index))
        })
        .min()
        .map(|(.., index)| index)
}

fn expression(article: &AnnotatedArticle, mention: &EventMention) -> Option<String> {
    mention.timex.map(|index| fold(article.timexes[index].span.slice(&article.article.text)))
}

/// How many characters must change to make `b` of `a`, if that is at most `most`.
fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    let longest = a.len().max(b.len());
    if longest > LONG {
        return (longest <= most).then_some(longest);
    }
    if unmatched(a, b) > most {
        return None;
    }
    let distance = strsim::generic_levenshtein(&a.to_vec(), &b.to_vec());
    (distance <= most).then_some(distance)
}

/// Characters of the one that the other has not, wherever they stand: never more than the
/// distance, and quick.
fn unmatched(a: &[char], b: &[char]) -> usize {
    let mut counts: BTreeMap<char, i32> = BTreeMap::new();
    for c in a {
        *counts.entry(*c).or_default() += 1;
    }
    for c in b {
        *counts.entry(*c).or_default() -= 1;
    }
    let more = |sign: i32| counts.values().map(|n| (n * sign).max(0) as usize).sum::<usize>();
    more(1).max(more(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_counted_where_the_sentences_part() {
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let long = "un mot après l'autre ".repeat(2000);
        let cases = [
            ("le traite est signe", "le traite est signe", Some(0)),
            ("le traite est signe", "le traité est signé", Some(2)),
            ("le traite est signe", "le traite n'est pas signe", None),
            ("abc", "", None),
            (&long, &long.replacen("mot", "mto", 1), Some(2)),
            (&long, &long.to_uppercase(), None),
        ];
        for (a, b, expected) in cases {
            let most = MENDED * chars(a).len() / 100;
            assert_eq!(distance(&chars(a), &chars(b), most), expected, "{b:.40}");
        }
    }
}
