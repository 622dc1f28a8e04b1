//! Lines that recur over the articles of a site.

use super::words::{chain, words};
use super::{BlockKind, Format, Limits, RawArticle, decode, format, read};

/// The hash of a line or block by its folded words, whatever stands between them.
pub(crate) fn hash_block(written: &str) -> u64 {
    words(written).fold(0, |hash, word| chain(hash, word.hash))
}

/// The hashes of the blocks of an article, each once, in ascending order.
pub(crate) fn hashes(raw: &RawArticle) -> Vec<u64> {
    let declared =
        (raw.format == Format::Html).then(|| format::html::declared_encoding(&raw.bytes));
    let Ok(decoded) = decode::decode(&raw.bytes, declared.flatten().as_deref()) else {
        return Vec::new();
    };
    // Whatever the limits of the project, a larger page is not worth a tree for its menus.
    let body = read::body(raw.format, decoded.text, &Limits::default());
    let Ok(body) = body else { return Vec::new() };
    let mut hashes: Vec<u64> = body
        .blocks
        .iter()
        .filter(|block| block.kind != BlockKind::FrontMatter)
        .map(|block| hash_block(block.span.slice(&body.text)))
        .filter(|&hash| hash != 0)
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
