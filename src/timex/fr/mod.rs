//! French: words to what they say. All that knows the language is in this folder.

pub(crate) mod context;
pub(crate) mod cursor;
pub(crate) mod lexicon;
mod words;

pub(crate) mod find;
pub(crate) mod link;
pub(crate) mod night;
pub(crate) mod rules;
pub(crate) mod tense;
mod verbs;

pub(crate) use find::{Found, find};

#[cfg(test)]
mod tests {
    use super::find::{possible, read as read_with};
    use super::rules::RULES;
    use crate::timex::lex::Lexer;
    use crate::timex::tag::{marked, parse_dct};

    /// A marked sentence without its marks.
    fn unmarked(sentence: &str) -> String {
        let mut out = String::new();
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('[') {
            let (inside, tail) = after.split_once(']').expect("a mark is closed");
            let (words, _) = inside.rsplit_once('|').expect("a mark has a value");
            out.push_str(before);
            out.push_str(words);
            rest = tail;
        }
        out + rest
    }

    /// A line of the corpus without what is said of it.
    fn without_remark(line: &str) -> &str {
        line.split("  # ").next().unwrap_or(line)
    }

    /// The sentence as the tagger marks it on a day.
    fn read_on(sentence: &str, day: &str) -> String {
        let mut out = Vec::new();
        marked(&unmarked(sentence), parse_dct(day).as_ref(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The sentence as the tagger marks it on 12 November 2024, a Tuesday.
    fn read(sentence: &str) -> String {
        read_on(sentence, "2024-11-12")
    }

    const CORPUS: &[&str] = &[
        include_str!("../../../tests/corpus/timex/anaphora.txt"),
        include_str!("../../../tests/corpus/timex/dispatches.txt"),
        include_str!("../../../tests/corpus/timex/local-press.txt"),
        include_str!("../../../tests/corpus/timex/newsroom.txt"),
        include_str!("../../../tests/corpus/timex/no-date.txt"),
        include_str!("../../../tests/corpus/timex/press.txt"),
        include_str!("../../../tests/corpus/timex/traps.txt"),
        include_str!("../../../tests/corpus/timex/wide.txt"),
    ];

    #[test]
    fn the_corpus_is_read_as_it_is_marked() {
        let mut wrong = Vec::new();
        for file in CORPUS {
            let mut day = "none";
            for line in file.lines().filter(|line| !line.is_empty()) {
                if let Some(title) = line.strip_prefix("--- ") {
                    let (_, rest) = title.split_once("dct=").expect("a group has its day");
                    day = rest.trim_end_matches(" ---");
                    continue;
                }
                let sentence = without_remark(line);
                let read = read_on(sentence, day);
                if read != sentence {
                    wrong.push(format!("{day}\n    {sentence}\n    {read}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_rule_reads_its_own_examples() {
        let mut wrong = Vec::new();
        for rule in RULES {
            for example in rule.examples {
                let read = read(example);
                if read != *example {
                    wrong.push(format!("{}\n    {example}\n    {read}", rule.name));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_rule_has_a_sentence_that_it_leaves_alone() {
        for rule in RULES {
            let untouched = rule.examples.iter().any(|example| !example.contains('['));
            assert!(untouched, "rule {}", rule.name);
        }
    }

    #[test]
    fn rules_are_named_once_by_family_and_what() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(rule.name.contains('.'), "{}", rule.name);
            assert!(RULES[..index].iter().all(|other| other.name != rule.name), "{}", rule.name);
        }
    }

    /// Checks that the rules that lack what they need would have read nothing.
    fn check_needs(text: &str, wrong: &mut Vec<String>) {
        let mut lexer = Lexer::new(text, 0, text.len(), true);
        let mut tokens = Vec::new();
        while lexer.segment(&mut tokens) {
            let (mut found, mut all) = (Vec::new(), Vec::new());
            read_with(text, &tokens, possible(&tokens), &mut found);
            read_with(text, &tokens, u64::MAX, &mut all);
            if format!("{found:?}") != format!("{all:?}") {
                let rules: Vec<_> = all.iter().map(|found| found.rule).collect();
                wrong.push(format!("{text}\n    {rules:?}"));
            }
        }
    }

    #[test]
    fn rules_that_lack_what_they_need_read_nothing() {
        // One word of each kind that a rule starts with or needs, for those of the sentences.
        const OTHERS: &[&str] = &[
            "",
            "un",
            "deux",
            "mille",
            "premier",
            "mars",
            "lundi",
            "lundis",
            "jour",
            "ans",
            "heures",
            "week",
            "été",
            "soir",
            "midi",
            "mi",
            "fin",
            "même",
            "dernier",
            "2024",
            "7",
            ",",
            "-",
            "/",
            ":",
            "le",
            "du",
            "par",
            "fois",
            "saint",
            "aujourd'hui",
        ];
        let examples = RULES.iter().flat_map(|rule| rule.examples.iter().copied());
        let lines = CORPUS.iter().flat_map(|file| file.lines()).map(without_remark);
        let mut wrong = Vec::new();
        for line in lines.filter(|line| !line.starts_with("---")) {
            check_needs(&unmarked(line), &mut wrong);
        }
        for text in examples.map(unmarked) {
            let mut tokens = Vec::new();
            Lexer::new(&text, 0, text.len(), false).segment(&mut tokens);
            for token in &tokens {
                for other in OTHERS {
                    let (before, after) = (&text[..token.start], &text[token.end..]);
                    check_needs(&format!("{before}{other}{after}"), &mut wrong);
                }
            }
        }
        wrong.truncate(20);
        assert!(wrong.is_empty(), "say in rules/needs.rs what is needed:\n{}", wrong.join("\n"));
    }
}
