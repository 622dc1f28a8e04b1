//! NewsML-G2, as agencies send it: `newsItem`s, alone or in a `newsMessage`.

use super::{AddConfig, AddError, Found, placed, text_of};
use crate::ingest::decode;
use crate::ingest::format::html;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements nested in each other, at most.
const DEEPEST: usize = 256;

/// The news items of a file.
pub(super) fn items(bytes: &[u8], config: &AddConfig) -> Vec<Result<Found, AddError>> {
    let declared = html::declared_encoding(bytes);
    let text = match decode::decode(bytes, declared.as_deref()) {
        Ok(decoded) => decoded.text,
        Err(error) => return vec![Err(AddError::Article { record: 1, error })],
    };
    let mut walk = Walk {
        text: &text,
        config,
        path: Vec::new(),
        item: None,
        body: None,
        refused: None,
        out: Vec::new(),
    };
    let mut reader = Reader::from_str(&text);
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event();
        let after = reader.buffer_position() as usize;
        let step = match event {
            Ok(Event::Eof) => break,
            Ok(event) => walk.step(&event, before, after),
            Err(error) => Err(error.to_string()),
        };
        if let Err(reason) = step {
            let record = walk.out.len() + 1;
            walk.out.push(Err(AddError::Malformed { record, format: "NewsML-G2", reason }));
            break;
        }
    }
    walk.out
}

struct Walk<'a> {
    text: &'a str,
    config: &'a AddConfig,
    /// Local names of the open elements.
    path: Vec<String>,
    item: Option<Found>,
    /// Where the body of the item starts, and at which depth.
    body: Option<(usize, usize)>,
    /// Why the body of the item cannot be read.
    refused: Option<AddError>,
    out: Vec<Result<Found, AddError>>,
}

impl Walk<'_> {
    fn step(&mut self, event: &Event<'_>, before: usize, after: usize) -> Result<(), String> {
        match event {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                // Of several headlines and the like the first is kept.
                let name = if self.has(&name) { String::new() } else { name };
                self.open(&name, start);
                if matches!(name.as_str(), "inlineXML" | "inlineData") && self.body.is_none() {
                    self.body = Some((after, self.path.len()));
                }
                self.path.push(name);
                if self.path.len() > DEEPEST {
                    return Err(format!("elements are nested deeper than {DEEPEST}"));
                }
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                self.open(&name, start);
            }
            Event::Text(text) => self.words(&text.html_content()),
            Event::GeneralRef(name) => {
                let name = name.html_content();
                self.words(&format!("&{name};"));
            }
            Event::CData(data) => self.words(&data.html_content().replace('&', "&amp;")),
            Event::End(_) => {
                self.path.pop();
                if let Some((start, depth)) = self.body
                    && depth == self.path.len()
                {
                    self.body = None;
                    self.take_body(start, before);
                } else if self.path.len() < self.depth_of_item() {
                    self.close();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How many elements are open inside the item, its own one included.
    fn depth_of_item(&self) -> usize {
        if self.item.is_none() {
            return 0;
        }
        self.path.iter().position(|name| name == "newsItem").map_or(usize::MAX, |at| at + 1)
    }

    fn open(&mut self, name: &str, start: &BytesStart<'_>) {
        let attribute = |key: &str| {
            let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == key);
            found.map(|attribute| attribute.value.to_string())
        };
        if name == "newsItem" && self.item.is_none() {
            self.item = Some(Found { language: attribute("lang"), ..Found::default() });
            return;
        }
        let Some(item) = &mut self.item else { return };
        match name {
            "provider" | "infoSource" if item.source.is_none() => {
                item.source = attribute("literal")
            }
            "language" if item.language.is_none() => item.language = attribute("tag"),
            "link" | "remoteContent" if item.url.is_none() => item.url = attribute("href"),
            _ => {}
        }
    }

    /// Text inside the elements that matter; the body is taken as a whole.
    fn words(&mut self, words: &str) {
        let (Some(item), None) = (&mut self.item, self.body) else { return };
        let mut open = self.path.iter().rev().map(String::as_str);
        let (inner, outer) = (open.next().unwrap_or(""), open.next().unwrap_or(""));
        let slot = match (outer, inner) {
            ("contentMeta", "headline") => &mut item.title,
            ("contentMeta", "contentCreated") => &mut item.date,
            ("contentMeta", "contentModified") => &mut item.modified,
            ("itemMeta", "versionCreated") => &mut item.recorded,
            ("contentMeta", "by") => &mut item.author,
            ("provider", "name") => &mut item.source,
            ("itemMeta" | "contentMeta", "canonicalURL") => &mut item.url,
            _ => return,
        };
        if slot.is_some() || !words.trim().is_empty() {
            slot.get_or_insert_default().push_str(words);
        }
    }

    /// Whether the item has what an element of this name would tell.
    fn has(&self, name: &str) -> bool {
        let Some(item) = &self.item else { return false };
        match (name, self.path.last().map(String::as_str)) {
            ("headline", Some("contentMeta")) => item.title.is_some(),
            ("by", Some("contentMeta")) => item.author.is_some(),
            ("name", Some("provider")) => item.source.is_some(),
            _ => false,
        }
    }

    /// The item, its words without their markup.
    fn finish(&self, mut item: Found, record: usize) -> Result<Found, AddError> {
        for slot in [&mut item.title, &mut item.author, &mut item.source] {
            if let Some(written) = slot.take() {
                let plain = text_of(&written, record, &self.config.article)?;
                *slot = Some(plain).filter(|plain| !plain.is_empty());
            }
        }
        placed(item, record, self.config)
    }

    fn take_body(&mut self, start: usize, end: usize) {
        let (Some(item), Some(body)) = (&mut self.item, self.text.get(start..end)) else { return };
        if !item.text.is_empty() {
            return;
        }
        match text_of(body, self.out.len() + 1, &self.config.article) {
            Ok(text) => item.text = text,
            Err(error) => self.refused = Some(error),
        }
    }

    fn close(&mut self) {
        let Some(item) = self.item.take() else { return };
        let record = self.out.len() + 1;
        if let Some(error) = self.refused.take() {
            self.out.push(Err(error));
            return;
        }
        self.out.push(if item.text.is_empty() {
            let reason = "the news item has no text".to_owned();
            Err(AddError::Malformed { record, format: "NewsML-G2", reason })
        } else {
            self.finish(item, record)
        });
    }
}
