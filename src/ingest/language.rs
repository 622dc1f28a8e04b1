//! Is the article written in French? Told from function words, on words already folded.

use super::words::{Table, hash_word, words};
use std::sync::LazyLock;

/// Words that are read before the answer is given.
const SAMPLE: usize = 1000;

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

/// The tag of the language of `texts`, when it is certainly not French.
///
/// Another language must have at least twelve function words and twice as many as French; a
/// text too short to tell, or in a language that the table does not have and with many French
/// words, passes for French.
pub(crate) fn foreign<'a>(texts: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let (languages, table) = &*STOP_WORDS;
    let mut counts = vec![0usize; languages.len()];
    let mut total = 0;
    for word in texts.flat_map(words).take(SAMPLE) {
        total += 1;
        let mask = table.get(&word.hash).copied().unwrap_or(0);
        for (index, count) in counts.iter_mut().enumerate() {
            *count += (mask >> index & 1) as usize;
        }
    }
    let french = counts[0];
    let (best, count) =
        counts.iter().enumerate().skip(1).fold((0, 0), |best, (index, &count)| {
            if count > best.1 { (index, count) } else { best }
        });
    if count >= 12 && count > 2 * french {
        return Some(languages[best]);
    }
    // Hundreds of words with hardly a French one among them: some other language.
    (total >= 200 && french * 20 < total).then_some("und")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_told_and_quotations_forgiven() {
        let english = "The minister said that he would not be at the meeting with the mayor. \
                       It was the first time that they had been told of the plan by the council.";
        let spanish = "El ministro dijo que no estaba en la reunión con el alcalde y los vecinos. \
                       Es la primera vez que se lo dicen a los vecinos de la ciudad por el plan.";
        let french =
            "Le ministre a dit « the show must go on » à la fin de la réunion avec les élus.";
        assert_eq!(foreign([english].into_iter()), Some("en"));
        assert_eq!(foreign([spanish].into_iter()), Some("es"));
        assert_eq!(foreign([french].into_iter()), None);
        assert_eq!(foreign(["Oui."].into_iter()), None);
    }
}
