//! Templates: built in, replaced file by file by those of a project.

use super::RenderError;
use super::i18n::{Messages, fill};
use super::model::is_hidden;
use super::view::{Page, Site};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

/// Every file of the built-in theme, by name.
pub const BUILT_IN: &[(&str, &str)] = built_in![
    "404.html",
    "article.html",
    "articles.html",
    "atom.xml",
    "base.html",
    "changes.html",
    "conflict.html",
    "conflicts.html",
    "downloads.html",
    "embed.html",
    "embeds.html",
    "event.html",
    "home.html",
    "i18n/en.toml",
    "i18n/fr.toml",
    "left-out.html",
    "partials/articles.html",
    "partials/band.html",
    "partials/card.html",
    "partials/conflicts.html",
    "partials/decision.html",
    "partials/groups.html",
    "partials/mention.html",
    "partials/overview.html",
    "partials/source.html",
    "period.html",
    "planned.html",
    "prose.html",
    "search.html",
    "static/frise.css",
    "static/frise.js",
    "tombstone.html",
    "topic.html",
    "topics.html",
    "undated.html",
];

/// Templates and messages, compiled, for every language.
#[derive(Clone, Debug)]
pub struct Templates {
    languages: BTreeMap<&'static str, (Tera, Messages)>,
    statics: BTreeMap<String, String>,
}

/// The built-in templates, with `overrides` (name and source) in the place of those of the
/// same name. A name that is not built in is a template that others may include.
///
/// # Errors
/// When a template or a table of messages does not parse; the error names file and line.
pub fn templates(overrides: &[(String, String)]) -> Result<Templates, RenderError> {
    let mut sources: BTreeMap<&str, &str> = BUILT_IN.iter().copied().collect();
    sources.extend(overrides.iter().map(|(name, source)| (&**name, &**source)));
    let is_template = |name: &str| name.ends_with(".html") || name.ends_with(".xml");
    let mut languages = BTreeMap::new();
    for language in ["fr", "en"] {
        let mut messages = Messages::built_in(language);
        let name = format!("i18n/{language}.toml");
        if let Some((_, source)) = overrides.iter().find(|(given, _)| *given == name) {
            messages.extend(&name, source)?;
        }
        let mut tera = engine(&messages);
        tera.add_raw_templates(sources.iter().filter(|(name, _)| is_template(name)))
            .map_err(|error| template_error("", &error, Vec::new()))?;
        languages.insert(language, (tera, messages));
    }
    let statics = sources.iter().filter_map(|(name, source)| {
        Some((name.strip_prefix("static/")?.to_owned(), (*source).to_owned()))
    });
    Ok(Templates { statics: statics.collect(), languages })
}

/// An engine without templates that escapes as pages do and has the words of `messages`.
pub(crate) fn engine(messages: &Messages) -> Tera {
    let mut tera = Tera::default();
    tera.set_escape_fn(escape);
    tera.register_filter("ordinal", ordinal);
    let said = messages.clone();
    tera.register_function("t", move |kwargs: Kwargs, _: &State| message(&said, &kwargs));
    tera
}

impl Templates {
    /// The messages of `language`, else the French ones.
    pub(crate) fn messages(&self, language: &str) -> &Messages {
        &self.language(language).1
    }

    /// The files under `static/`, by name.
    pub(crate) fn statics(&self) -> &BTreeMap<String, String> {
        &self.statics
    }

    /// Renders the template named `name` with the view `view` under the name `key`.
    pub(crate) fn render(
        &self,
        language: &str,
        name: &str,
        (site, page): (&Site, &Page),
        (key, view): (&'static str, &impl Serialize),
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("site", site);
        context.insert("page", page);
        context.insert(key, view);
        let rendered = self.language(language).0.render(name, &context);
        rendered.map_err(|error| template_error(name, &error, variables(&context, key)))
    }

    fn language(&self, language: &str) -> &(Tera, Messages) {
        self.languages.get(language).unwrap_or(&self.languages["fr"])
    }
}

/// `site.title`, `event.when` …: what a template may use.
fn variables(context: &Context, key: &str) -> Vec<String> {
    let fields = |name: &str| {
        let map = context.get(name).and_then(Value::as_map);
        let keys = map.into_iter().flat_map(|map| map.keys());
        keys.map(|field| format!("{name}.{field}")).collect::<Vec<_>>()
    };
    ["site", "page", key].into_iter().flat_map(fields).collect()
}

pub(crate) fn template_error(
    name: &str,
    error: &tera::Error,
    variables: Vec<String>,
) -> RenderError {
    let (name, line, reason) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename(), report.span().start_line, report.message().to_owned())
        }
        other => (name, 0, other.to_string()),
    };
    RenderError::Template { name: name.to_owned(), line, reason, variables }
}

/// `t(key="home.events", n=3)`: the message, its singular or plural chosen by `n`.
fn message(messages: &Messages, kwargs: &Kwargs) -> Result<String, tera::Error> {
    let key: String = kwargs.must_get("key")?;
    if let Some(n) = kwargs.get::<i64>("n")?
        && messages.raw(&format!("{key}.other")).is_some()
    {
        return Ok(messages.count(&key, usize::try_from(n).unwrap_or(0)));
    }
    let language = messages.language();
    let pattern = messages.raw(&key).ok_or_else(|| {
        tera::Error::message(format!("the interface text `{key}` is missing in `{language}`"))
    })?;
    let args: Vec<(String, String)> =
        kwargs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    Ok(fill(pattern, &args))
}

/// « 1er novembre » with its ending raised. The rest is escaped here.
fn ordinal(words: &str, _: Kwargs, _: &State<'_>) -> Value {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = escape(words, &mut out);
    let escaped = String::from_utf8(out).unwrap_or_default();
    let raised = escaped
        .replace("1er\u{a0}", "1<sup>er</sup>\u{a0}")
        .replace("1er au ", "1<sup>er</sup> au ")
        .replace("e\u{a0}siècle", "<sup>e</sup>\u{a0}siècle");
    Value::safe_string(&raised)
}

/// Writes `text` for HTML and XML. Marks of direction and control characters, which could
/// make a text look like another or break a feed, are shown by their names.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.find(is_special) {
        out.write_all(&rest.as_bytes()[..at])?;
        let special = rest[at..].chars().next().unwrap_or_default();
        match special {
            '&' => out.write_all(b"&amp;")?,
            '<' => out.write_all(b"&lt;")?,
            '>' => out.write_all(b"&gt;")?,
            '"' => out.write_all(b"&quot;")?,
            '\'' => out.write_all(b"&#39;")?,
            other => write!(out, "[U+{:04X}]", u32::from(other))?,
        }
        rest = &rest[at + special.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\'') || is_hidden(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overridden(name: &str, source: &str) -> Result<Templates, RenderError> {
        templates(&[(name.to_owned(), source.to_owned())])
    }

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_built_in_theme_compiles() {
        templates(&[]).map(|_| ()).unwrap();
    }

    #[test]
    fn a_broken_template_is_named_with_its_line() {
        let error = overridden("home.html", "<p>\n{% if %}\n").map(|_| ()).unwrap_err();
        let RenderError::Template { name, line, .. } = &error else { panic!("{error}") };
        assert_eq!((&**name, *line), ("home.html", 2), "{error}");
    }

    #[test]
    fn hostile_characters_are_shown_by_name() {
        assert_eq!(escaped("<b a=\"'&\">"), "&lt;b a=&quot;&#39;&amp;&quot;&gt;");
        assert_eq!(escaped("a\u{202e}b\u{2066}c\0d\u{85}"), "a[U+202E]b[U+2066]c[U+0000]d[U+0085]");
        assert_eq!(escaped("été\n\u{a0}«"), "été\n\u{a0}«");
    }

    #[test]
    fn ordinals_are_raised_after_escaping() {
        let tera = templates(&[("x.html".to_owned(), "{{ page | ordinal }}".to_owned())]).unwrap();
        let mut context = Context::new();
        context.insert("page", "1er\u{a0}mai <b>");
        let html = tera.language("fr").0.render("x.html", &context).unwrap();
        assert_eq!(html, "1<sup>er</sup>\u{a0}mai &lt;b&gt;");
    }
}
