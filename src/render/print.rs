//! What a page is made of, in sixteen bytes: a page that would be made of the same again need
//! not be made.

use super::reuse::Lines;
use crate::text::digest;
use serde::{Deserialize, Serialize};

/// The name of all that a page is made of but its template: its language, the site's view,
/// its own. With the same templates and program, pages of one print are the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Print(u128);

impl Print {
    /// The print of a page by the name of its template and the views that this sees, with the
    /// print of what all pages share.
    pub(crate) fn of(shared: Print, template: &str, views: &impl Serialize) -> Print {
        let views = postcard::to_extend(views, Vec::with_capacity(4096)).unwrap_or_else(|_| {
            // Lists of unknown length have no place in that form.
            // Views are plain data; one that could not be written would fail in its template too.
            serde_json::to_vec(views).unwrap_or_default()
        });
        let digest = digest(&[&shared.0.to_le_bytes(), template.as_bytes(), &views]);
        Print(u128::from_le_bytes(std::array::from_fn(|at| digest[at])))
    }

    /// The print of what all pages of a language share.
    pub(crate) fn shared(language: &str, site: &impl Serialize) -> Print {
        Print::of(Print(0), language, site)
    }
}

/// Who knows of pages that an earlier build made with the same templates and program.
pub trait Standing: Sync {
    /// Whether the file at `path` is there, and was made of this.
    fn stands(&self, path: &str, print: Print) -> bool;

    /// The entries of the file at `path`, where it is there as an earlier build wrote it.
    fn lines(&self, _path: &str) -> Option<Lines> {
        None
    }
}

/// Nothing is known: every page is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fresh;

impl Standing for Fresh {
    fn stands(&self, _: &str, _: Print) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_tells_language_site_template_and_view() {
        let french = Print::shared("fr", &"site");
        let of = |shared, template: &str, view: &str| Print::of(shared, template, &view);
        let one = of(french, "a.html", "x");
        assert_eq!(one, of(french, "a.html", "x"));
        for other in [
            of(Print::shared("en", &"site"), "a.html", "x"),
            of(Print::shared("fr", &"other"), "a.html", "x"),
            of(french, "b.html", "x"),
            of(french, "a.html", "y"),
        ] {
            assert_ne!(one, other);
        }
    }
}
