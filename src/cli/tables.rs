//! What was found, as tables for other programs: one row a mention, an event, a file that could
//! not be used. The columns are told in docs/scale.md; the schema has the version of the rules.

use super::CliError;
use super::load::Loaded;
use super::rows::{RULES, RowError};
use crate::ingest::Article;
use crate::mention::{AnnotatedArticle, EventMention, Figure};
use crate::store;
use crate::timex::{Day, Timex};
use arrow_array::builder::{ListBuilder, OffsetBufferBuilder, StringBuilder};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Int64Array, ListArray, RecordBatch, StringArray,
    StructArray, UInt8Array, UInt32Array,
};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, Field, Schema};
use serde::Serialize;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Rows of a batch.
const BATCH: usize = 65_536;

/// 1970-01-01, counted from the common era.
const EPOCH: i32 = 719_163;

/// Writes `mentions.arrow`, `events.arrow` and `skipped.arrow` (Arrow IPC files).
pub(super) fn write(folder: &Path, loaded: &Loaded) -> Result<(), CliError> {
    let timeline = &loaded.built.timeline;
    let mentions: Vec<Told<'_>> = timeline
        .mentions
        .values()
        .map(|place| {
            let annotated = &loaded.built.articles[place.article];
            let event = place.event.map(|event| timeline.events[event].id.0.as_str());
            Told { annotated, mention: &annotated.mentions[place.mention], event }
        })
        .collect();
    let tables = [
        ("mentions", table(&mentions, of_mentions)),
        ("events", table(&timeline.events, of_events)),
        ("skipped", table(&loaded.skipped, of_skipped)),
    ];
    for (name, bytes) in tables {
        store::write_report(
            &folder.join(name).with_extension("arrow"),
            &bytes.map_err(RowError::from)?,
        )?;
    }
    Ok(())
}

/// A mention with what is around it.
struct Told<'a> {
    annotated: &'a AnnotatedArticle,
    mention: &'a EventMention,
    event: Option<&'a str>,
}

impl Told<'_> {
    fn article(&self) -> &Article {
        &self.annotated.article
    }

    fn timex(&self) -> Option<&Timex> {
        self.annotated.timexes.get(self.mention.timex?)
    }
}

/// Columns by name.
type Columns = Vec<(&'static str, ArrayRef)>;

/// A table as an Arrow IPC file, a batch for some rows; one without rows has a batch too.
fn table<T>(rows: &[T], of: fn(&[T]) -> Columns) -> Result<Vec<u8>, ArrowError> {
    let columns = of(&[]).into_iter();
    let field = |(name, array): (&str, ArrayRef)| Field::new(name, array.data_type().clone(), true);
    let metadata = HashMap::from([("frise.rules".to_owned(), RULES.to_owned())]);
    let schema =
        Arc::new(Schema::new_with_metadata(columns.map(field).collect::<Vec<_>>(), metadata));
    let mut writer = FileWriter::try_new(Vec::new(), &schema)?;
    for rows in rows.chunks(BATCH) {
        let columns = of(rows).into_iter().map(|(_, array)| array).collect();
        writer.write(&RecordBatch::try_new(schema.clone(), columns)?)?;
    }
    writer.into_inner()
}

fn of_mentions(rows: &[Told<'_>]) -> Columns {
    vec![
        ("id", texts(rows, |told| Some(told.mention.id.0.clone()))),
        ("event", texts(rows, |told| told.event.map(str::to_owned))),
        ("article", texts(rows, |told| Some(told.article().id.to_string()))),
        ("path", texts(rows, |told| Some(told.article().path.clone()))),
        ("source", texts(rows, |told| Some(told.article().meta.source.clone()))),
        ("url", texts(rows, |told| told.article().meta.url.clone())),
        ("published", days(rows, |told| told.article().dct().map(|dct| dct.day))),
        (
            "quote",
            texts(rows, |told| Some(told.mention.span.slice(&told.article().text).to_owned())),
        ),
        ("start", numbers(rows, |told| told.mention.span.start as u32)),
        ("end", numbers(rows, |told| told.mention.span.end as u32)),
        ("edtf", texts(rows, |told| told.timex()?.edtf())),
        ("first_day", days(rows, |told| told.timex()?.bounds()?.begin)),
        ("last_day", days(rows, |told| told.timex()?.bounds()?.end)),
        ("rule", texts(rows, |told| Some(told.timex()?.rule.to_string()))),
        ("role", texts(rows, |told| Some(name(&told.mention.role)))),
        ("status", texts(rows, |told| Some(name(&told.mention.status)))),
        ("negated", flags(rows, |told| told.mention.negated)),
        ("speaker", texts(rows, |told| told.mention.speaker.clone())),
        ("actors", lists(rows, |told| told.mention.actors.clone())),
        ("places", lists(rows, |told| told.mention.places.clone())),
        ("acts", lists(rows, |told| told.mention.triggers.clone())),
        ("figures", figures(rows.iter().map(|told| &told.mention.figures[..]))),
    ]
}

fn of_events(rows: &[crate::review::TimelineEvent]) -> Columns {
    let ids = |event: &crate::merge::Event| event.mentions.iter().map(|id| id.0.clone()).collect();
    vec![
        ("id", texts(rows, |told| Some(told.id.0.clone()))),
        ("title", texts(rows, |told| Some(told.event.title.clone()))),
        ("edtf", texts(rows, |told| told.event.date.value.clone())),
        ("first_day", days(rows, |told| told.event.date.begin)),
        ("last_day", days(rows, |told| told.event.date.end)),
        ("date_status", texts(rows, |told| Some(name(&told.event.date.status)))),
        ("statuses", lists(rows, |told| told.event.status.keys().map(name).collect())),
        ("origins", numbers(rows, |told| told.event.origins)),
        ("articles", numbers(rows, |told| told.event.articles)),
        ("salience", Arc::new(rows.iter().map(|told| told.event.salience).collect::<Int64Array>())),
        ("actors", lists(rows, |told| told.event.actors.clone())),
        ("places", lists(rows, |told| told.event.places.clone())),
        ("mentions", lists(rows, |told| ids(&told.event))),
        ("conflicts", lists(rows, |told| told.conflicts.iter().map(|id| id.0.clone()).collect())),
        ("hidden", flags(rows, |told| told.hidden)),
        ("left_out", flags(rows, |told| told.left_out)),
    ]
}

fn of_skipped(rows: &[crate::report::Skipped]) -> Columns {
    vec![
        ("place", texts(rows, |skipped| Some(skipped.path.clone()))),
        ("rule", texts(rows, |skipped| Some(skipped.note.rule.to_string()))),
        ("reason", texts(rows, |skipped| Some(skipped.note.message()))),
    ]
}

/// The name of a value that has no more than a name.
fn name(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("a name is plain data");
    value.as_str().map(str::to_owned).unwrap_or_default()
}

fn texts<T>(rows: &[T], of: impl Fn(&T) -> Option<String>) -> ArrayRef {
    Arc::new(rows.iter().map(of).collect::<StringArray>())
}

fn days<T>(rows: &[T], of: impl Fn(&T) -> Option<Day>) -> ArrayRef {
    let day = |row: &T| of(row).map(|day| day.number() - EPOCH);
    Arc::new(rows.iter().map(day).collect::<Date32Array>())
}

fn numbers<T>(rows: &[T], of: impl Fn(&T) -> u32) -> ArrayRef {
    Arc::new(rows.iter().map(of).collect::<UInt32Array>())
}

fn flags<T>(rows: &[T], of: impl Fn(&T) -> bool) -> ArrayRef {
    Arc::new(rows.iter().map(|row| Some(of(row))).collect::<BooleanArray>())
}

fn lists<T>(rows: &[T], of: impl Fn(&T) -> Vec<String>) -> ArrayRef {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for row in rows {
        of(row).into_iter().for_each(|text| lists.values().append_value(text));
        lists.append(true);
    }
    Arc::new(lists.finish())
}

/// Numbers of things: low, high, scale, approximate, unit.
fn figures<'a>(rows: impl Iterator<Item = &'a [Figure]>) -> ArrayRef {
    let (mut all, mut offsets) = (Vec::new(), OffsetBufferBuilder::<i32>::new(0));
    for row in rows {
        all.extend(row);
        offsets.push_length(row.len());
    }
    let column = |name: &str, array: ArrayRef| {
        (Arc::new(Field::new(name, array.data_type().clone(), true)), array)
    };
    let all = &all[..];
    let of = StructArray::from(vec![
        column("low", Arc::new(all.iter().map(|f| f.low).collect::<Int64Array>())),
        column("high", Arc::new(all.iter().map(|f| f.high).collect::<Int64Array>())),
        column("scale", Arc::new(all.iter().map(|f| f.scale).collect::<UInt8Array>())),
        column("approximate", flags(all, |f| f.approximate)),
        column("unit", texts(all, |f| Some(f.unit.clone()))),
    ]);
    let item = Arc::new(Field::new("item", of.data_type().clone(), true));
    Arc::new(ListArray::new(item, offsets.finish(), Arc::new(of), None))
}
