//! Is the article written in French? Told from function words, on words already folded.

use super::words::{Table, Word, hash_word};
use std::sync::LazyLock;

/// Words that are counted before the answer is given.
const SAMPLE: usize = 400;

/// Function words by hash, each with the languages that have it.
static STOP_WORDS: LazyLock<(Vec<&'static str>, Table<u32>)> = LazyLock::new(|| {
    let mut languages = Vec::new();
    let mut table: Table<u32> = Table::default();
    for line in include_str!("data/stopwords.txt").lines() {
        let Some((language, list)) = line.split_once(": ") else { continue };
        let bit = 1 << languages.len();
        languages.push(language);
        for word in list.split_whitespace() {
            *table.entry(hash_word(word)).or_default() |= bit;
        }
    }
    (languages, table)
});

/// Function words counted by language, on words that were cut for something else.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    counts: Vec<usize>,
    total: usize,
}

impl Voices {
    /// Counts `words`, until there are enough.
    pub(crate) fn hear(&mut self, words: &[Word]) {
        if self.total >= SAMPLE {
            return;
        }
        let (languages, table) = &*STOP_WORDS;
        self.counts.resize(languages.len(), 0);
        for word in words {
            let mut mask = table.get(&word.hash).copied().unwrap_or(0);
            while mask != 0 {
                self.counts[mask.trailing_zeros() as usize] += 1;
                mask &= mask - 1;
            }
        }
        self.total += words.len();
    }

    /// The tag of the language, when it is certainly not French.
    ///
    /// Another language must have at least twelve function words and twice as many as French; a
    /// text too short to tell, or in a language that the table does not have and with many
    /// French words, passes for French.
    pub(crate) fn foreign(&self) -> Option<&'static str> {
        let (&french, others) = self.counts.split_first()?;
        let (best, count) = others.iter().enumerate().fold((0, 0), |best, (index, &count)| {
            if count > best.1 { (index + 1, count) } else { best }
        });
        if count >= 12 && count > 2 * french {
            return Some(STOP_WORDS.0[best]);
        }
        // Hundreds of words with hardly a French one among them: some other language.
        (self.total >= 200 && french * 20 < self.total).then_some("und")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::words::words;

    #[test]
    fn other_languages_are_told_and_quotations_forgiven() {
        let english = "The minister said that he would not be at the meeting with the mayor. \
                       It was the first time that they had been told of the plan by the council.";
        let spanish = "El ministro dijo que no estaba en la reunión con el alcalde y los vecinos. \
                       Es la primera vez que se lo dicen a los vecinos de la ciudad por el plan.";
        let french =
            "Le ministre a dit « the show must go on » à la fin de la réunion avec les élus.";
        let foreign = |text: &str| {
            let mut voices = Voices::default();
            voices.hear(&words(text).collect::<Vec<_>>());
            voices.foreign()
        };
        assert_eq!(foreign(english), Some("en"));
        assert_eq!(foreign(spanish), Some("es"));
        assert_eq!(foreign(french), None);
        assert_eq!(foreign("Oui."), None);
    }
}
