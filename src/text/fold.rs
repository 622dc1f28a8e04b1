//! Case, accents and typographic variants put aside, so that words can be compared.

/// Whether `c` is white space in French print: also the no-break and narrow no-break space.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{feff}')
}

/// `text` in lower case, without accents, with `œ` and `æ` written out and one kind of
/// apostrophe. White space and punctuation stay.
///
/// The same folding serves the comparison of sentences, the keys of mentions and the search
/// of the site; a file of test vectors holds the two implementations together.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

/// Appends the folded form of one character.
pub fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => {
            out.push('a')
        }
        'ç' | 'Ç' => out.push('c'),
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => out.push('e'),
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => out.push('i'),
        'ñ' | 'Ñ' => out.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => out.push('o'),
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => out.push('u'),
        'ý' | 'ÿ' | 'Ý' | 'Ÿ' => out.push('y'),
        'œ' | 'Œ' => out.push_str("oe"),
        'æ' | 'Æ' => out.push_str("ae"),
        '’' | '‘' | 'ʼ' | 'ʹ' | '′' | '＇' => out.push('\''),
        '\u{300}'..='\u{36f}' => {}
        _ => {
            // Other letters lose their marks by canonical decomposition.
            let decomposer = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd();
            let mut buffer = [0; 4];
            for d in decomposer.normalize(c.encode_utf8(&mut buffer)).chars() {
                if !('\u{300}'..='\u{36f}').contains(&d) {
                    out.extend(d.to_lowercase());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_one_word_fold_alike() {
        for (written, folded) in [
            ("Événement", "evenement"),
            ("e\u{301}te\u{301}", "ete"),
            ("L’Œuvre", "l'oeuvre"),
            ("Šibenik", "sibenik"),
            ("ŁÓDŹ", "łodz"),
            ("8\u{202f}000", "8\u{202f}000"),
        ] {
            assert_eq!(fold(written), folded);
        }
    }
}
