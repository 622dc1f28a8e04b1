//! One file for each format that is not lines of text.

pub(crate) mod depth;
pub(crate) mod html;
pub(crate) mod page_meta;
mod slim;
