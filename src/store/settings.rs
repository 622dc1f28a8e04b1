//! `frise.toml`: what a project is.

use crate::diag::{RuleId, Severity, closest};
use crate::ingest::Limits;
use crate::ingest::add::AddLimits;
use crate::render;
use crate::timex::Day;
use std::collections::BTreeMap;

/// The settings of a project, with defaults where the file says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Title of the timeline.
    pub title: String,
    /// One sentence on its scope.
    pub description: Option<String>,
    /// Language of the pages: `fr` or `en`.
    pub language: String,
    /// A second language of the pages, built under `/en/` or `/fr/`.
    pub second_language: Option<String>,
    /// Where the site will stand; feeds and sitemaps need it.
    pub base_url: Option<String>,
    /// IANA name of the time zone.
    pub timezone: String,
    /// Output folder, from the project's folder.
    pub output: String,
    /// Events before this day are listed, not told.
    pub from: Option<Day>,
    /// Events after this day are listed, not told.
    pub to: Option<Day>,
    /// Events below this salience are listed, not told.
    pub min_salience: i64,
    /// How authors of decisions are named: `initials`, `newsroom` or `none`.
    pub authors: String,
    /// How much of an article its page shows: `extracts` or `full`.
    pub text: String,
    /// Where readers report mistakes; `{id}` is replaced.
    pub report_url: Option<String>,
    /// Terms under which the data may be used: an address, or the name of a licence.
    pub license: Option<String>,
    /// Whether CSV files begin with a byte order mark, by which spreadsheets know UTF-8.
    pub csv_bom: bool,
    /// Outlets, by id.
    pub sources: BTreeMap<String, Source>,
    /// Severities, by rule.
    pub severity: BTreeMap<RuleId, Option<Severity>>,
    /// Severities by path prefix, then by rule.
    pub paths: Vec<(String, BTreeMap<RuleId, Option<Severity>>)>,
    /// Limits of ingest.
    pub limits: Limits,
    /// Limits of `frise add`.
    pub add_limits: AddLimits,
}

/// An outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub name: Option<String>,
    /// Hosts of its pages.
    pub hosts: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: "Frise chronologique".to_owned(),
            description: None,
            language: "fr".to_owned(),
            second_language: None,
            base_url: None,
            timezone: "Europe/Paris".to_owned(),
            output: "site".to_owned(),
            from: None,
            to: None,
            min_salience: 0,
            authors: "initials".to_owned(),
            text: "extracts".to_owned(),
            report_url: None,
            license: None,
            csv_bom: false,
            sources: BTreeMap::new(),
            severity: BTreeMap::new(),
            paths: Vec::new(),
            limits: Limits::default(),
            add_limits: AddLimits::default(),
        }
    }
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("frise.toml:{line}: {reason}")]
pub struct SettingsError {
    /// The line, from 1.
    pub line: usize,
    /// What was found and what was expected.
    pub reason: String,
}

const KEYS: [&str; 19] = [
    "title",
    "description",
    "language",
    "second_language",
    "base_url",
    "timezone",
    "output",
    "from",
    "to",
    "min_salience",
    "authors",
    "text",
    "report_url",
    "license",
    "csv_bom",
    "sources",
    "severity",
    "paths",
    "limits",
];

impl Settings {
    /// Reads `frise.toml`.
    ///
    /// # Errors
    /// The first setting that cannot be used, with its line and the right key where one is near.
    pub fn parse(text: &str) -> Result<Settings, SettingsError> {
        let table: toml::Table = toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = 1 + text.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
            SettingsError { line, reason: error.message().to_owned() }
        })?;
        let reader = Reader { text, section: "" };
        reader.known(&table, &KEYS)?;
        let mut settings = Settings::default();
        let s = &mut settings;
        reader.string(&table, "title", &mut s.title)?;
        s.description = reader.optional(&table, "description")?;
        reader.string(&table, "language", &mut s.language)?;
        reader.one_of("language", &s.language, &["fr", "en"])?;
        s.second_language = reader.optional(&table, "second_language")?;
        if let Some(second) = &s.second_language {
            let other = if s.language == "fr" { "en" } else { "fr" };
            reader.one_of("second_language", second, &[other])?;
        }
        s.base_url = reader.url(&table, "base_url")?;
        reader.string(&table, "timezone", &mut s.timezone)?;
        if s.timezone.parse::<chrono_tz::Tz>().is_err() {
            let reason =
                format!("`{}` is no time zone, write one such as Europe/Paris", s.timezone);
            return Err(reader.fail("timezone", reason));
        }
        reader.string(&table, "output", &mut s.output)?;
        let outside = s.output.starts_with('/') || s.output.split('/').any(|part| part == "..");
        if s.output.is_empty() || outside || s.output.starts_with("content") {
            let reason = "`output` is a folder of its own inside the project, such as site";
            return Err(reader.fail("output", reason.into()));
        }
        s.from = reader.day(&table, "from")?;
        s.to = reader.day(&table, "to")?;
        reader.integer(&table, "min_salience", &mut s.min_salience)?;
        reader.string(&table, "authors", &mut s.authors)?;
        reader.one_of("authors", &s.authors, &["initials", "newsroom", "none"])?;
        reader.string(&table, "text", &mut s.text)?;
        reader.one_of("text", &s.text, &["extracts", "full"])?;
        s.report_url = reader.url(&table, "report_url")?;
        s.license = reader.optional(&table, "license")?;
        reader.boolean(&table, "csv_bom", &mut s.csv_bom)?;
        for (id, value) in reader.table(&table, "sources")? {
            let reader = Reader { text, section: &format!("sources.{id}") };
            let source = reader.as_table(value)?;
            reader.known(source, &["name", "hosts"])?;
            let name = reader.optional(source, "name")?;
            let hosts = reader.list(source, "hosts")?;
            s.sources.insert(id.clone(), Source { name, hosts });
        }
        let reader_of = |section| Reader { text, section };
        s.severity = severities(&reader_of("severity"), reader.table(&table, "severity")?)?;
        for (path, value) in reader.table(&table, "paths")? {
            let reader = Reader { text, section: &format!("paths.\"{path}\"") };
            let table = reader.as_table(value)?;
            s.paths.push((path.clone(), severities(&reader, table)?));
        }
        let limits = reader.table(&table, "limits")?;
        let reader = reader_of("limits");
        let (l, add) = (&mut s.limits, &mut s.add_limits);
        let fields: [(&str, &mut usize); 9] = [
            ("file_bytes", &mut l.file_bytes),
            ("line_bytes", &mut l.line_bytes),
            ("blocks", &mut l.blocks),
            ("html_depth", &mut l.html_depth),
            ("html_bytes", &mut l.html_bytes),
            ("html_tags", &mut l.html_tags),
            ("record_bytes", &mut add.record_bytes),
            ("records", &mut add.records),
            ("ratio", &mut add.ratio),
        ];
        let names = fields.each_ref().map(|(name, _)| *name);
        reader.known(limits, &names)?;
        for (name, field) in fields {
            let mut value = i64::try_from(*field).unwrap_or(i64::MAX);
            reader.integer(limits, name, &mut value)?;
            *field = usize::try_from(value)
                .map_err(|_| reader.fail(name, format!("`{name}` is not negative")))?;
        }
        Ok(settings)
    }

    /// What pages depend on.
    pub fn render(&self) -> render::Settings {
        let names = self.sources.iter();
        render::Settings {
            title: self.title.clone(),
            description: self.description.clone(),
            language: self.language.clone(),
            second_language: self.second_language.clone(),
            base_url: self.base_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            timezone: self.timezone.clone(),
            source_names: names
                .filter_map(|(id, source)| Some((id.clone(), source.name.clone()?)))
                .collect(),
            authors: match self.authors.as_str() {
                "newsroom" => render::Authors::Newsroom,
                "none" => render::Authors::None,
                _ => render::Authors::Initials,
            },
            text: match self.text.as_str() {
                "full" => render::TextShown::Full,
                _ => render::TextShown::Extracts,
            },
            report_url: self.report_url.clone(),
            license: self.license.clone(),
            csv_bom: self.csv_bom,
        }
    }

    /// Host names, and the ids themselves, to source ids: what tells ingest where an article
    /// comes from.
    pub fn source_ids(&self) -> BTreeMap<String, String> {
        let pairs = self.sources.iter().flat_map(|(id, source)| {
            source.hosts.iter().chain([id]).map(move |name| (name.clone(), id.clone()))
        });
        pairs.collect()
    }

    /// The severity of `rule` for a finding in the file `path`; `None` when it is switched off.
    pub fn severity_of(
        &self,
        rule: RuleId,
        path: Option<&str>,
        found: Severity,
    ) -> Option<Severity> {
        let by_path = path.and_then(|path| {
            let fitting = self.paths.iter().filter(|(prefix, rules)| {
                path.starts_with(prefix.as_str()) && rules.contains_key(&rule)
            });
            fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, rules)| rules[&rule])
        });
        by_path.or_else(|| self.severity.get(&rule).copied()).unwrap_or(Some(found))
    }
}

fn severities(
    reader: &Reader<'_>,
    table: &toml::Table,
) -> Result<BTreeMap<RuleId, Option<Severity>>, SettingsError> {
    let mut found = BTreeMap::new();
    for (id, value) in table {
        let rule = RuleId::find(id).ok_or_else(|| {
            let known: Vec<&str> = crate::diag::CATALOGUE.iter().map(|rule| rule.id).collect();
            let mend = closest(id, &known).map(|id| format!(", did you mean `{id}`?"));
            let reason = format!("unknown rule `{id}`{}", mend.unwrap_or_default());
            reader.fail(id, reason)
        })?;
        let severity = match value.as_str() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("note") => Some(Severity::Note),
            Some("off") => None,
            _ => {
                let reason = format!("`{id}` is one of error, warning, note, off");
                return Err(reader.fail(id, reason));
            }
        };
        found.insert(rule, severity);
    }
    Ok(found)
}

/// Reads one section and knows where it stands.
struct Reader<'a> {
    text: &'a str,
    section: &'a str,
}

impl Reader<'_> {
    /// The line of `key` in this section.
    fn line(&self, key: &str) -> usize {
        let mut section = String::new();
        let mut section_line = 1;
        for (index, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.split(']').next()) {
                section = name.trim().to_owned();
                if section == self.section || section == format!("{}.{key}", self.section) {
                    section_line = index + 1;
                }
                if self.section.is_empty() && section.split('.').next() == Some(key) {
                    return index + 1;
                }
            } else if section == self.section
                && line
                    .split(['=', ' ', '.'])
                    .next()
                    .is_some_and(|name| name.trim_matches('"') == key)
            {
                return index + 1;
            }
        }
        section_line
    }

    fn fail(&self, key: &str, reason: String) -> SettingsError {
        SettingsError { line: self.line(key), reason }
    }

    fn known(&self, table: &toml::Table, keys: &[&str]) -> Result<(), SettingsError> {
        if let Some(key) = table.keys().find(|key| !keys.contains(&key.as_str())) {
            let place = match self.section {
                "" => String::new(),
                section => format!(" in [{section}]"),
            };
            let reason = match closest(key, keys) {
                Some(near) => format!("unknown key `{key}`{place}, did you mean `{near}`?"),
                None => format!("unknown key `{key}`{place}, expected one of {}", keys.join(", ")),
            };
            return Err(self.fail(key, reason));
        }
        Ok(())
    }

    fn optional(&self, table: &toml::Table, key: &str) -> Result<Option<String>, SettingsError> {
        match table.get(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(self.fail(key, format!("`{key}` is a string"))),
        }
    }

    fn string(
        &self,
        table: &toml::Table,
        key: &str,
        field: &mut String,
    ) -> Result<(), SettingsError> {
        if let Some(text) = self.optional(table, key)? {
            *field = text;
        }
        Ok(())
    }

    fn boolean(
        &self,
        table: &toml::Table,
        key: &str,
        field: &mut bool,
    ) -> Result<(), SettingsError> {
        match table.get(key) {
            None => {}
            Some(toml::Value::Boolean(value)) => *field = *value,
            Some(_) => return Err(self.fail(key, format!("`{key}` is true or false"))),
        }
        Ok(())
    }

    fn integer(
        &self,
        table: &toml::Table,
        key: &str,
        field: &mut i64,
    ) -> Result<(), SettingsError> {
        match table.get(key) {
            None => {}
            Some(toml::Value::Integer(value)) => *field = *value,
            Some(_) => return Err(self.fail(key, format!("`{key}` is a whole number"))),
        }
        Ok(())
    }

    fn day(&self, table: &toml::Table, key: &str) -> Result<Option<Day>, SettingsError> {
        let Some(value) = table.get(key) else { return Ok(None) };
        let text = match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let day = Day::parse(&text);
        day.map(Some)
            .ok_or_else(|| self.fail(key, format!("`{text}` is not a day, write 2024-11-14")))
    }

    fn url(&self, table: &toml::Table, key: &str) -> Result<Option<String>, SettingsError> {
        let url = self.optional(table, key)?;
        match url {
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
                Err(self.fail(key, format!("`{key}` starts with https:// or http://")))
            }
            url => Ok(url),
        }
    }

    fn list(&self, table: &toml::Table, key: &str) -> Result<Vec<String>, SettingsError> {
        let fail = || self.fail(key, format!("`{key}` is a list of strings"));
        match table.get(key) {
            None => Ok(Vec::new()),
            Some(toml::Value::Array(values)) => values
                .iter()
                .map(|value| value.as_str().map(str::to_owned).ok_or_else(fail))
                .collect(),
            Some(_) => Err(fail()),
        }
    }

    fn one_of(&self, key: &str, value: &str, known: &[&str]) -> Result<(), SettingsError> {
        if known.contains(&value) {
            return Ok(());
        }
        let reason = format!("`{key}` is one of {}, found `{value}`", known.join(", "));
        Err(self.fail(key, reason))
    }

    fn table<'t>(
        &self,
        table: &'t toml::Table,
        key: &str,
    ) -> Result<&'t toml::Table, SettingsError> {
        static EMPTY: std::sync::LazyLock<toml::Table> = std::sync::LazyLock::new(toml::Table::new);
        match table.get(key) {
            None => Ok(&EMPTY),
            Some(toml::Value::Table(inner)) => Ok(inner),
            Some(_) => Err(self.fail(key, format!("`{key}` is a table, write [{key}]"))),
        }
    }

    fn as_table<'t>(&self, value: &'t toml::Value) -> Result<&'t toml::Table, SettingsError> {
        value.as_table().ok_or_else(|| SettingsError {
            line: self.line(""),
            reason: format!("[{}] is a table", self.section),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_setting_is_refused_with_its_line_and_the_mend() {
        let cases = [
            ("titel = \"x\"", "frise.toml:1: unknown key `titel`, did you mean `title`?"),
            (
                "title = \"x\"\n\n[sources.apn]\nnom = \"APN\"\n",
                "frise.toml:4: unknown key `nom` in [sources.apn], did you mean `name`?",
            ),
            (
                "timezone = \"Paris\"",
                "frise.toml:1: `Paris` is no time zone, write one such as Europe/Paris",
            ),
            (
                "[severity]\nFR-C20 = \"note\"",
                "frise.toml:2: unknown rule `FR-C20`, did you mean `FR-C201`?",
            ),
            ("language = \"de\"", "frise.toml:1: `language` is one of fr, en, found `de`"),
            ("from = 2024", "frise.toml:1: `2024` is not a day, write 2024-11-14"),
            ("output = \"../site\"", "frise.toml:1: `output` is a folder of its own"),
            ("base_url = \"javascript:x\"", "frise.toml:1: `base_url` starts with https://"),
            ("a = [", "frise.toml:1: "),
            ("[limits]\nblocks = -1", "frise.toml:2: `blocks` is not negative"),
        ];
        for (text, expected) in cases {
            let error = Settings::parse(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn severities_are_those_of_the_longest_path() {
        let text = "[severity]\nFR-C202 = \"note\"\n[paths.\"content/articles/blog\"]\nFR-C202 = \"off\"\n";
        let settings = Settings::parse(text).unwrap();
        let rule = RuleId::find("FR-C202").unwrap();
        let of = |path| settings.severity_of(rule, path, Severity::Warning);
        assert_eq!(of(None), Some(Severity::Note));
        assert_eq!(of(Some("content/articles/blog-1.md")), None);
        assert_eq!(of(Some("content/articles/apn.md")), Some(Severity::Note));
    }
}
