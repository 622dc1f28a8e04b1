//! From bytes to code points and to lines, for those who read our spans.

use super::Span;

/// Bytes between two remembered positions.
const STEP: usize = 512;

/// Converts byte offsets of one text into code points. Built in one pass; a lookup reads at
/// most [`STEP`] bytes.
#[derive(Debug)]
pub struct CharIndex<'a> {
    text: &'a str,
    /// Code points before byte `i * STEP`, rounded up to a character boundary; empty for ASCII.
    marks: Vec<usize>,
}

impl<'a> CharIndex<'a> {
    /// The index of `text`.
    pub fn new(text: &'a str) -> CharIndex<'a> {
        if text.is_ascii() {
            return CharIndex { text, marks: Vec::new() };
        }
        let mut count = 0;
        let marks = text
            .as_bytes()
            .chunks(STEP)
            .map(|chunk| {
                let before = count;
                count += chunk.iter().filter(|&&byte| is_start(byte)).count();
                before
            })
            .collect();
        CharIndex { text, marks }
    }

    /// The number of code points before byte `offset`, which is on a boundary.
    pub fn code_point(&self, offset: usize) -> usize {
        if self.marks.is_empty() {
            return offset;
        }
        let mark = (offset / STEP).min(self.marks.len() - 1);
        let rest = &self.text.as_bytes()[mark * STEP..offset];
        self.marks[mark] + rest.iter().filter(|&&byte| is_start(byte)).count()
    }

    /// `span` in code points, half open.
    pub fn code_points(&self, span: Span) -> [usize; 2] {
        [self.code_point(span.start), self.code_point(span.end)]
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_those_of_a_count_from_the_start() {
        for text in ["", "abc", "été", &"l’été 日本 🎉 ".repeat(200)] {
            let index = CharIndex::new(text);
            for (count, (offset, _)) in text.char_indices().enumerate() {
                assert_eq!(index.code_point(offset), count);
            }
            assert_eq!(index.code_point(text.len()), text.chars().count());
        }
    }
}
