//! What templates see: values ready to print, and nothing of the model behind them.
//!
//! Links are relative to the root of the pages of one language; templates put `page.root`
//! before them. Strings are plain text: templates escape them, except for the fields whose
//! name ends in `html`.

mod card;
mod lists;
mod page;

use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use card::{Badge, Card, Day, Group, Marker, StatusLine, When};
pub(crate) use lists::{
    ArticleRow, Articles, Band, Cell, ChangeDay, ChangeLine, Changes, ConflictGroup, ConflictRow,
    Conflicts, Download, Downloads, Embed, EmbedList, Embeds, Fact, Home, LeftOut, LeftOutItem,
    Overview, OverviewRow, Period, Planned, Search, Stroke, Tick, Topic, TopicRow, Topics, Undated,
    UndatedArticle, UndatedItem, UndatedList,
};
pub(crate) use page::{
    Article, Cluster, Conflict, ConflictCell, ConflictSide, CopyLine, Decision, Event, Expression,
    IgnoredGroup, MentionView, Method, Paragraph, Prose, Related, RuleRow, Segment, Sentence,
    SourceBlock, Tombstone, Written,
};

/// What every page knows of the site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Site {
    /// Title of the site.
    pub(crate) title: String,
    /// What it is about.
    pub(crate) description: Option<String>,
    /// Language of the interface: `fr` or `en`.
    pub(crate) language: String,
    /// Where the site stands, without a slash at the end.
    pub(crate) base_url: Option<String>,
    /// Main entries of the navigation.
    pub(crate) nav: Vec<Link>,
    /// Entries at the foot.
    pub(crate) foot: Vec<Link>,
}

/// What every page knows of itself.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Page {
    /// Its title, without that of the site.
    pub(crate) title: String,
    /// What it holds, in a sentence.
    pub(crate) description: Option<String>,
    /// Its path from the site's folder: `e/e-7k3m9q2pab/index.html`.
    pub(crate) path: String,
    /// Its path from the root of its language: what links to it hold.
    pub(crate) here: String,
    /// What leads from it to the root of its language: `../../`, or nothing.
    pub(crate) root: String,
    /// What leads from it to the site's folder, where `static/` and `donnees/` lie.
    pub(crate) base: String,
    /// Its full address, where the site's is known.
    pub(crate) canonical: Option<String>,
    /// The same page in other languages.
    pub(crate) alternates: Vec<Alternate>,
    /// The page before, in a sequence.
    pub(crate) previous: Option<Link>,
    /// The page after, in a sequence.
    pub(crate) next: Option<Link>,
    /// Where it stands: from the home page down.
    pub(crate) trail: Vec<Link>,
    /// JSON-LD, safe inside a `script` element.
    pub(crate) json_ld: Option<String>,
}

/// A page in another language.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Alternate {
    /// Its language.
    pub(crate) language: String,
    /// Name of the language, in that language.
    pub(crate) name: String,
    /// Its path from the site's folder.
    pub(crate) path: String,
}

/// Words that lead somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Link {
    /// The words.
    pub(crate) text: String,
    /// The path, from the root of the language.
    pub(crate) href: String,
    /// Language of the words, where it is not that of the page.
    pub(crate) lang: Option<String>,
}

/// The name under which each template knows its view, and the JSON Schema of the view.
/// Every template also has `site` and `page`.
pub fn view_schemas() -> Vec<(&'static str, serde_json::Value)> {
    use schemars::schema_for;
    vec![
        ("site", schema_for!(Site).to_value()),
        ("page", schema_for!(Page).to_value()),
        ("home", schema_for!(Home).to_value()),
        ("period", schema_for!(Period).to_value()),
        ("event", schema_for!(Event).to_value()),
        ("tombstone", schema_for!(Tombstone).to_value()),
        ("articles", schema_for!(Articles).to_value()),
        ("article", schema_for!(Article).to_value()),
        ("conflicts", schema_for!(Conflicts).to_value()),
        ("conflict", schema_for!(Conflict).to_value()),
        ("topics", schema_for!(Topics).to_value()),
        ("topic", schema_for!(Topic).to_value()),
        ("undated", schema_for!(Undated).to_value()),
        ("planned", schema_for!(Planned).to_value()),
        ("left_out", schema_for!(LeftOut).to_value()),
        ("changes", schema_for!(Changes).to_value()),
        ("prose", schema_for!(Prose).to_value()),
        ("search", schema_for!(Search).to_value()),
        ("downloads", schema_for!(Downloads).to_value()),
        ("embeds", schema_for!(Embeds).to_value()),
        ("embed", schema_for!(Embed).to_value()),
        ("feed", schema_for!(super::feed::Feed).to_value()),
    ]
}

impl Link {
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Link {
        Link { text: text.into(), href: href.into(), lang: None }
    }

    /// The same, with words in another language than the page.
    pub(crate) fn said_in(self, lang: Option<String>) -> Link {
        Link { lang, ..self }
    }
}
