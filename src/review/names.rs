//! What the mentions that decisions and the lock name are called today.

use super::mend::{self, Mend};
use super::{Decision, Lock};
use crate::mention::{AnnotatedArticle, MentionId};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Old names of mentions to those of today.
///
/// A sentence that was mended has another id; what a decision says of it holds as long as its
/// expression, status and figures say the same. An event goes on with its sentences even when
/// they say something else now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    present: FxHashSet<MentionId>,
    /// For decisions: sentences that say the same.
    same: BTreeMap<MentionId, MentionId>,
    /// For identities: sentences that are the same or were corrected.
    heirs: BTreeMap<MentionId, MentionId>,
}

impl Names {
    /// The names of `articles`, which no decision has amended yet.
    pub fn of(articles: &[AnnotatedArticle], decisions: &[Decision], lock: &Lock) -> Names {
        let mut names = Names {
            present: articles.iter().flat_map(|a| &a.mentions).map(|m| m.id.clone()).collect(),
            ..Names::default()
        };
        let mends = mend::mends(articles, decisions, lock);
        for (id, entry) in &lock.mentions {
            let (heir, same) = match mends.get(id) {
                _ if names.present.contains(id) => (id, true),
                Some(Mend { new, changed }) => (new, !changed),
                None => continue,
            };
            for old in entry.aliases.iter().chain([id]).filter(|old| *old != heir) {
                names.heirs.insert(old.clone(), heir.clone());
                if same {
                    names.same.insert(old.clone(), heir.clone());
                }
            }
        }
        names
    }

    /// Names where nothing was mended.
    #[cfg(test)]
    pub(super) fn present(ids: impl IntoIterator<Item = MentionId>) -> Names {
        Names { present: ids.into_iter().collect(), ..Names::default() }
    }

    /// The mention of today that a decision names.
    pub fn current(&self, id: &str) -> Option<&MentionId> {
        let id = MentionId(id.to_owned());
        self.present.get(&id).or_else(|| self.same.get(&id))
    }

    /// The mention of today that goes on with the sentence `id`.
    pub(super) fn heir<'a>(&'a self, id: &'a MentionId) -> &'a MentionId {
        match self.present.contains(id) {
            true => id,
            false => self.heirs.get(id).unwrap_or(id),
        }
    }

    /// The names that lead to each mention of today, sorted.
    pub(super) fn aliases(&self) -> BTreeMap<&MentionId, Vec<MentionId>> {
        let mut aliases: BTreeMap<&MentionId, Vec<MentionId>> = BTreeMap::new();
        for (old, now) in &self.same {
            aliases.entry(now).or_default().push(old.clone());
        }
        aliases
    }
}
