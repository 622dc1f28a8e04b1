//! Names of mentions, from what they say.

use super::MentionId;
use crate::text::{ArticleId, base32, digest, fold, is_space};
use std::collections::BTreeMap;

/// `text` folded for comparison: case, accents, Markdown marks and runs of white space put
/// aside.
pub fn folded_sentence(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(is_space) {
        let before = out.len();
        out.extend(word.chars().filter(|c| !matches!(c, '*' | '_' | '#' | '`')));
        if out.len() > before {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Gives every mention of one article its name.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    article: &'a ArticleId,
    /// How often a sentence with an expression and a clause number has been seen.
    seen: BTreeMap<[u8; 32], u32>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(article: &'a ArticleId) -> Keys<'a> {
        Keys { article, seen: BTreeMap::new() }
    }

    /// The name of the mention of `expression` (or of none) in the `clause` of `sentence`.
    pub(super) fn key(
        &mut self,
        sentence: &str,
        expression: Option<&str>,
        clause: u32,
    ) -> MentionId {
        let expression = expression.map(folded_sentence).unwrap_or_default();
        let clause = clause.to_le_bytes();
        let parts = [sentence.as_bytes(), expression.as_bytes(), &clause];
        let rank = self.seen.entry(digest(&parts)).or_insert(0);
        let [sentence, expression, clause] = parts;
        let name = self.article.as_str().as_bytes();
        let hash = digest(&[name, sentence, expression, &rank.to_le_bytes(), clause]);
        *rank += 1;
        MentionId(format!("m-{}", base32(&hash, 13)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_marks_do_not_count() {
        assert_eq!(folded_sentence("**L’été**\n est\u{a0}là.  "), "l'ete est la.");
        assert_eq!(folded_sentence(" # "), "");
    }

    #[test]
    fn equal_sentences_have_names_of_their_own() {
        let id = ArticleId::from_stem("a");
        let mut keys = Keys::new(&id);
        let first = keys.key("il pleut.", None, 0);
        let second = keys.key("il pleut.", None, 0);
        assert_ne!(first, second);
        assert_eq!(first.0.len(), 15);
        assert_eq!(Keys::new(&id).key("il pleut.", None, 0), first);
    }
}
