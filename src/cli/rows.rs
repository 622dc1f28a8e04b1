//! Rows that stages hand to each other through an engine: Arrow IPC streams, or JSON Lines.

use super::args::Rows;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use data_encoding::BASE64;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{BufRead, Read, Write};
use std::sync::Arc;

/// The program by which these rows were made: rows of another are refused.
pub(super) const RULES: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("FRISE_PROGRAM"));

/// The key of data that are no text.
const PACKED: &str = "base64";

/// Rows of which the data are deflated in Arrow: large, and their keys repeat.
const PACKED_KIND: &str = "annotated";

/// Bytes and rows of a batch, about.
const BATCH_BYTES: usize = 4 << 20;
const BATCH_ROWS: usize = 8192;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    /// `article`, `line`, `asked`, `recurs`, `annotated`, `skipped`, `census`, `part`.
    pub(super) kind: String,
    /// Rows of one part go to one process.
    pub(super) part: i64,
    /// What it is about: the path of an article.
    pub(super) key: String,
    /// What it says.
    pub(super) data: Vec<u8>,
}

/// Why rows cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum RowError {
    /// The stream.
    #[error("the rows on stdin cannot be read: {0}")]
    Arrow(#[from] ArrowError),
    /// A line.
    #[error("line {0} of the rows on stdin: {1}")]
    Line(usize, String),
    /// A column.
    #[error(
        "the rows on stdin have no column `{0}` of type {1}; the columns are rules, kind, key (utf8), part (int64), data (binary)"
    )]
    Column(&'static str, &'static str),
    /// Another version.
    #[error(
        "these rows were made by frise {found}, and this is frise {RULES}; run all stages with one program"
    )]
    Rules {
        /// Theirs.
        found: String,
    },
}

/// A row as a line of JSON: text where the data are text, JSON where they are JSON, else an
/// object with the one key [`PACKED`].
#[derive(Deserialize, Serialize)]
struct Line {
    #[serde(default)]
    rules: String,
    kind: String,
    #[serde(default)]
    part: i64,
    key: String,
    data: serde_json::Value,
}

/// Calls `each` for every row of a stream. Articles and files may come from anywhere; other
/// rows must be made by this program.
pub(super) fn read(
    form: Rows,
    input: &mut dyn BufRead,
    each: &mut dyn FnMut(Row),
) -> Result<(), RowError> {
    let mut take = |rules: &str, row: Row| {
        if !matches!(row.kind.as_str(), "article" | "file") && rules != RULES {
            return Err(RowError::Rules { found: rules.to_owned() });
        }
        each(row);
        Ok(())
    };
    if form == Rows::Jsonl {
        for (number, line) in input.lines().enumerate() {
            let broken = |reason: String| RowError::Line(number + 1, reason);
            let line = line.map_err(|error| broken(error.to_string()))?;
            let line: Line =
                serde_json::from_str(&line).map_err(|error| broken(error.to_string()))?;
            let data = match line.data {
                serde_json::Value::String(text) => text.into_bytes(),
                serde_json::Value::Object(one) if one.len() == 1 && one.contains_key(PACKED) => {
                    let text = one[PACKED].as_str().unwrap_or_default().as_bytes();
                    BASE64.decode(text).map_err(|error| broken(error.to_string()))?
                }
                value => value.to_string().into_bytes(),
            };
            take(&line.rules, Row { kind: line.kind, part: line.part, key: line.key, data })?;
        }
        return Ok(());
    }
    for batch in StreamReader::try_new(input, None)? {
        let batch = batch?;
        let column = |name: &'static str, kind: &'static str, wanted: &DataType| {
            let found = batch.column_by_name(name).filter(|array| array.data_type() == wanted);
            found.ok_or(RowError::Column(name, kind))
        };
        let rules = column("rules", "utf8", &DataType::Utf8)?.as_string::<i32>();
        let kind = column("kind", "utf8", &DataType::Utf8)?.as_string::<i32>();
        let part = column("part", "int64", &DataType::Int64)?.as_primitive::<Int64Type>();
        let key = column("key", "utf8", &DataType::Utf8)?.as_string::<i32>();
        let data = column("data", "binary", &DataType::Binary)?.as_binary::<i32>();
        for at in 0..batch.num_rows() {
            // A null is an empty value of its type.
            let mut row = Row {
                kind: kind.value(at).to_owned(),
                part: if part.is_null(at) { 0 } else { part.value(at) },
                key: key.value(at).to_owned(),
                data: data.value(at).to_vec(),
            };
            if row.kind == PACKED_KIND && rules.value(at) == RULES {
                row.data = unpacked(&row.data)?;
            }
            take(rules.value(at), row)?;
        }
    }
    Ok(())
}

/// Writes rows in batches.
pub(super) struct Writer<W: Write> {
    out: Out<W>,
    waiting: Vec<Row>,
    bytes: usize,
}

enum Out<W: Write> {
    Arrow(Box<StreamWriter<W>>),
    Jsonl(W),
}

impl<W: Write> Writer<W> {
    /// A stream of rows, in this form.
    pub(super) fn new(form: Rows, out: W) -> Result<Writer<W>, RowError> {
        let out = match form {
            Rows::Arrow => Out::Arrow(Box::new(StreamWriter::try_new(out, &schema())?)),
            Rows::Jsonl => Out::Jsonl(out),
        };
        Ok(Writer { out, waiting: Vec::new(), bytes: 0 })
    }

    /// Adds a row.
    pub(super) fn put(&mut self, row: Row) -> Result<(), RowError> {
        self.bytes += row.data.len() + row.key.len();
        self.waiting.push(row);
        if self.bytes >= BATCH_BYTES || self.waiting.len() >= BATCH_ROWS {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), RowError> {
        let rows = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        match &mut self.out {
            Out::Arrow(out) if !rows.is_empty() => out.write(&batch(&rows)?)?,
            Out::Arrow(_) => {}
            Out::Jsonl(out) => {
                for row in rows {
                    let data = as_json(&row);
                    let Row { kind, part, key, .. } = row;
                    let line = Line { rules: RULES.to_owned(), kind, part, key, data };
                    let line = serde_json::to_string(&line).expect("a row is plain data");
                    writeln!(out, "{line}").map_err(ArrowError::from)?;
                }
            }
        }
        Ok(())
    }

    /// Ends the stream.
    pub(super) fn finish(mut self) -> Result<(), RowError> {
        self.flush()?;
        match self.out {
            Out::Arrow(mut out) => out.finish()?,
            Out::Jsonl(mut out) => out.flush().map_err(ArrowError::from)?,
        }
        Ok(())
    }
}

/// The data of a row in a line.
fn as_json(row: &Row) -> serde_json::Value {
    let Ok(text) = std::str::from_utf8(&row.data) else {
        return serde_json::json!({ PACKED: BASE64.encode(&row.data) });
    };
    // A string of JSON stays as it is written, so that it comes back so.
    let json = serde_json::from_str::<serde_json::Value>(text);
    let json = json.ok().filter(|value| row.kind != "article" && !value.is_string());
    json.unwrap_or_else(|| text.into())
}

fn schema() -> Schema {
    let field = |name: &str, kind: DataType| Field::new(name, kind, false);
    Schema::new(vec![
        field("rules", DataType::Utf8),
        field("kind", DataType::Utf8),
        field("part", DataType::Int64),
        field("key", DataType::Utf8),
        field("data", DataType::Binary),
    ])
}

/// The data of a row as Arrow has them.
fn packed(row: &Row) -> Cow<'_, [u8]> {
    if row.kind != PACKED_KIND {
        return Cow::Borrowed(&row.data);
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&row.data).expect("memory takes all bytes");
    Cow::Owned(encoder.finish().expect("memory takes all bytes"))
}

fn unpacked(data: &[u8]) -> Result<Vec<u8>, RowError> {
    let mut plain = Vec::new();
    DeflateDecoder::new(data).read_to_end(&mut plain).map_err(ArrowError::from)?;
    Ok(plain)
}

fn batch(rows: &[Row]) -> Result<RecordBatch, ArrowError> {
    let texts = |of: fn(&Row) -> &str| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row))).collect::<StringArray>())
    };
    let columns: Vec<ArrayRef> = vec![
        texts(|_| RULES),
        texts(|row| &row.kind),
        Arc::new(rows.iter().map(|row| row.part).collect::<Int64Array>()),
        texts(|row| &row.key),
        Arc::new(rows.iter().map(|row| Some(packed(row))).collect::<BinaryArray>()),
    ];
    RecordBatch::try_new(Arc::new(schema()), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &str, data: &[u8]) -> Row {
        Row { kind: kind.into(), part: -3, key: "é.md".into(), data: data.to_vec() }
    }

    fn written(form: Rows, rows: &[Row]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(form, &mut bytes).unwrap();
        rows.iter().for_each(|row| writer.put(row.clone()).unwrap());
        writer.finish().unwrap();
        bytes
    }

    fn read_back(form: Rows, mut bytes: &[u8]) -> Result<Vec<Row>, RowError> {
        let mut rows = Vec::new();
        read(form, &mut bytes, &mut |row| rows.push(row))?;
        Ok(rows)
    }

    #[test]
    fn rows_come_back_as_they_were() {
        for form in [Rows::Arrow, Rows::Jsonl] {
            let rows = [
                row("article", "Texte brut".as_bytes()),
                row("article", b"[ 12 ]"),
                row("part", b"{\"a\":[1,2]}"),
                row("skipped", b"\"a reason\""),
                row("part", b"P\xff\x00\xfe"),
                row("annotated", b"{\"Ok\":[1,2]}"),
            ];
            assert_eq!(read_back(form, &written(form, &rows)).unwrap(), rows);
            assert_eq!(read_back(form, &written(form, &[])).unwrap(), []);
        }
        let many: Vec<Row> = (0..20_000).map(|_| row("line", &[0xff; 700])).collect();
        assert_eq!(read_back(Rows::Arrow, &written(Rows::Arrow, &many)).unwrap(), many);
    }

    #[test]
    fn rows_of_another_version_are_refused_with_what_to_do() {
        let line = br#"{"rules":"0.0.9-abc","kind":"part","key":"","data":1}"#;
        let error = read_back(Rows::Jsonl, line).unwrap_err().to_string();
        assert!(error.starts_with("these rows were made by frise 0.0.9-abc"), "{error}");
        assert!(error.ends_with("run all stages with one program"), "{error}");
        let error = read_back(Rows::Arrow, b"PAR1").unwrap_err().to_string();
        assert!(error.starts_with("the rows on stdin cannot be read"), "{error}");
    }
}
