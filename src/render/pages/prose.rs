//! Pages of `content/pages/`, in Markdown.

use crate::render::site::{Press, Sheet};
use crate::render::view::Prose;
use crate::render::{Page, RenderError, markdown, method};
use serde::Deserialize;

/// The page that also says what the rules found.
pub(crate) const METHOD: &str = "methode";

/// What the front matter of a page may say.
#[derive(Default, Deserialize)]
struct Front {
    title: Option<String>,
    description: Option<String>,
}

pub(crate) fn print(press: &mut Press<'_, '_>) -> Result<(), RenderError> {
    let kit = press.kit;
    let written = kit.model.input.pages;
    // The page of the method is there even where nobody wrote a word of it.
    let made = Page { slug: METHOD.to_owned(), source: String::new() };
    let made = (!written.iter().any(|page| page.slug == METHOD)).then_some(&made);
    for page in written.iter().chain(made) {
        let (front, body) = split(page)?;
        let is_method = page.slug == METHOD;
        let view = Prose {
            title: if made.is_some_and(|made| std::ptr::eq(made, page)) {
                kit.messages.text("nav.method").to_owned()
            } else {
                title(page)
            },
            html: markdown::to_html(body, "../"),
            method: is_method.then(|| method::method(kit)),
        };
        press.print(Sheet {
            path: format!("{}/index.html", page.slug),
            template: "prose.html",
            title: view.title.clone(),
            description: front.description,
            trail: Vec::new(),
            around: (None, None),
            canonical: None,
            json_ld: None,
            view: ("prose", &view),
        })?;
    }
    Ok(())
}

/// The title of a page: of its front matter, of its first heading, else its slug.
pub(crate) fn title(page: &Page) -> String {
    let title = split(page).ok().and_then(|(front, _)| front.title).unwrap_or_default();
    if title.trim().is_empty() { page.slug.clone() } else { title.trim().to_owned() }
}

/// The front matter and the text under it. A heading that is the title is left out of the text.
fn split(page: &Page) -> Result<(Front, &str), RenderError> {
    let source = page.source.strip_prefix('\u{feff}').unwrap_or(&page.source);
    let wrong = |reason: String| RenderError::Page { slug: page.slug.clone(), line: 1, reason };
    for mark in ["+++", "---"] {
        let Some(rest) = source.strip_prefix(mark).and_then(|rest| rest.strip_prefix('\n')) else {
            continue;
        };
        let (head, body) = rest.split_once(&format!("\n{mark}")).ok_or_else(|| {
            wrong(format!("the front matter opens with `{mark}` and is never closed"))
        })?;
        let front = if mark == "+++" {
            toml::from_str(head).map_err(|error| wrong(error.message().to_owned()))?
        } else {
            serde_saphyr::from_str(head).map_err(|error| wrong(error.to_string()))?
        };
        return Ok(headed(front, body.trim_start()));
    }
    Ok(headed(Front::default(), source))
}

/// The first heading is the title where the front matter gives none.
fn headed(mut front: Front, body: &str) -> (Front, &str) {
    let Some(rest) = body.strip_prefix("# ") else { return (front, body) };
    let (heading, body) = rest.split_once('\n').unwrap_or((rest, ""));
    front.title.get_or_insert_with(|| heading.trim().to_owned());
    (front, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(source: &str) -> Page {
        Page { slug: "methode".to_owned(), source: source.to_owned() }
    }

    #[test]
    fn a_title_comes_from_front_matter_a_heading_or_the_slug() {
        for (source, expected, body) in [
            ("+++\ntitle = \"Méthode\"\n+++\n\nTexte.", "Méthode", "Texte."),
            ("---\ntitle: Méthode\n---\nTexte.", "Méthode", "Texte."),
            ("# Notre méthode\nTexte.", "Notre méthode", "Texte."),
            ("+++\ntitle = \"Méthode\"\n+++\n# Autre\nTexte.", "Méthode", "Texte."),
            ("Texte.", "methode", "Texte."),
        ] {
            let page = page(source);
            assert_eq!(title(&page), expected);
            assert_eq!(split(&page).unwrap().1, body);
        }
    }

    #[test]
    fn front_matter_that_does_not_parse_names_the_page() {
        let broken = page("+++\ntitle = \n+++\n");
        let error = split(&broken).map(|_| ()).unwrap_err();
        assert!(matches!(&error, RenderError::Page { slug, .. } if slug == "methode"), "{error}");
    }
}
