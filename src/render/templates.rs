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

/// What all pages of a language share, as templates see it.
#[derive(Clone, Debug)]
pub(crate) struct Shared(Value);

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
        let said = sources.iter().filter(|(name, _)| is_template(name));
        tera.add_raw_templates(said.map(|(name, source)| (*name, spoken(source, &messages))))
            .map_err(|error| template_error("", &error, Vec::new()))?;
        languages.insert(language, (tera, messages));
    }
    let statics = sources.iter().filter_map(|(name, source)| {
        Some((name.strip_prefix("static/")?.to_owned(), (*source).to_owned()))
    });
    Ok(Templates { statics: statics.collect(), languages })
}

/// `source` with the messages that have no arguments in their place, so that no page has to
/// look them up. What is not found is left for the engine, which says so.
fn spoken(source: &str, messages: &Messages) -> String {
    const BEFORE: &str = "{{ t(key=\"";
    const AFTER: &str = "\") }}";
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(BEFORE) {
        let (before, after) = (&rest[..at], &rest[at + BEFORE.len()..]);
        out.push_str(before);
        let known = after.split_once(AFTER).and_then(|(key, tail)| {
            let text = messages.raw(key)?;
            // Lines keep their numbers, and nothing becomes an instruction.
            (!text.contains(['{', '}', '\n', '%', '#'])).then_some((text, tail))
        });
        match known {
            Some((text, tail)) => {
                out.push_str(&escaped(text));
                rest = tail;
            }
            None => {
                out.push_str(BEFORE);
                rest = after;
            }
        }
    }
    out + rest
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

    /// `site` as templates see it, made once for all pages.
    pub(crate) fn shared(&self, site: &Site) -> Shared {
        Shared(Value::from_serializable(site))
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
        (site, page): (&Shared, &Page),
        (key, view): (&'static str, &impl Serialize),
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert_value("site", site.0.clone());
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
    let mut text = escaped(words);
    for (plain, raised) in [
        ("1er\u{a0}", "1<sup>er</sup>\u{a0}"),
        ("1er au ", "1<sup>er</sup> au "),
        ("e\u{a0}siècle", "<sup>e</sup>\u{a0}siècle"),
    ] {
        if text.contains(plain) {
            text = text.replace(plain, raised);
        }
    }
    Value::safe_string(&text)
}

fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    // Writing to memory does not fail.
    let _ = escape(text, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes `text` for HTML and XML. Marks of direction and control characters, which could
/// make a text look like another or break a feed, are shown by their names.
fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = special(rest) {
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

/// Where the first character stands that is not written as it is. Most bytes are told by
/// themselves; only those that may begin a hidden character are read as one.
fn special(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = from + bytes[from..].iter().position(|byte| SPECIAL[usize::from(*byte)])?;
        let c = text[at..].chars().next()?;
        if matches!(c, '&' | '<' | '>' | '"' | '\'') || is_hidden(c) {
            return Some(at);
        }
        from = at + c.len_utf8();
    }
}

/// The bytes that a special character may begin with.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte < 0x20
            || matches!(byte as u8, b'&' | b'<' | b'>' | b'"' | b'\'' | 0x7f)
            // U+0080 to U+00BF, U+2000 to U+2FFF, U+F000 to U+FFFF
            || matches!(byte, 0xc2 | 0xe2 | 0xef);
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn overridden(name: &str, source: &str) -> Result<Templates, RenderError> {
        templates(&[(name.to_owned(), source.to_owned())])
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
        for c in ('\0'..=char::MAX).filter(|c| is_hidden(*c)) {
            assert_eq!(escaped(&format!("é{c}…")), format!("é[U+{:04X}]…", u32::from(c)));
        }
    }

    #[test]
    fn a_message_without_arguments_is_put_into_the_template() {
        let mut messages = Messages::built_in("fr");
        messages.extend("fr", "[x]\na = \"l'<b>\"\nb = \"{n} fois\"").unwrap();
        let source = "{{ t(key=\"x.a\") }} {{ t(key=\"x.b\", n=2) }} {{ t(key=\"x.b\") }} {{ t(key=\"x.c\") }}";
        assert_eq!(
            spoken(source, &messages),
            "l&#39;&lt;b&gt; {{ t(key=\"x.b\", n=2) }} {{ t(key=\"x.b\") }} {{ t(key=\"x.c\") }}"
        );
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
