//! What a project says about the site that is made of it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the authors of decisions are named on public pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authors {
    /// « C. D. »
    #[default]
    Initials,
    /// « la rédaction »
    Newsroom,
    /// Not at all.
    None,
}

/// How much of an article its page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextShown {
    /// Sentences with mentions and their neighbours: articles belong to their publishers.
    #[default]
    Extracts,
    /// All of it.
    Full,
}

/// The settings that pages depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Title of the site.
    pub title: String,
    /// What it is about, in one sentence.
    pub description: Option<String>,
    /// Language of the interface: `fr` or `en`.
    pub language: String,
    /// A second language, whose pages live under `/en/` (or `/fr/`) with the same paths.
    pub second_language: Option<String>,
    /// Where the site will stand, without a slash at the end; feeds and the sitemap want it.
    pub base_url: Option<String>,
    /// IANA name of the time zone.
    pub timezone: String,
    /// Ids of sources to the names that readers see.
    pub source_names: BTreeMap<String, String>,
    /// How authors of decisions are named.
    pub authors: Authors,
    /// How much of articles is shown.
    pub text: TextShown,
    /// Where readers report errors; `{id}` is replaced by the id of the page's subject.
    pub report_url: Option<String>,
    /// Terms under which the data may be used: an address, or the name of a licence.
    pub license: Option<String>,
    /// Whether CSV files begin with U+FEFF, by which spreadsheets know UTF-8.
    pub csv_bom: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: "Frise".to_owned(),
            description: None,
            language: "fr".to_owned(),
            second_language: None,
            base_url: None,
            timezone: "Europe/Paris".to_owned(),
            source_names: BTreeMap::new(),
            authors: Authors::default(),
            text: TextShown::default(),
            report_url: None,
            license: None,
            csv_bom: false,
        }
    }
}
