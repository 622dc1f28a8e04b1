//! `tag`: the tagger alone, as a filter.

use super::args::{TagArgs, TagFormat};
use super::{CliError, Outcome};
use crate::store;
use crate::timex::{Dct, tag};
use std::io::{self, BufRead, BufWriter, Write};

pub(super) fn run(args: &TagArgs) -> Result<Outcome, CliError> {
    let dct = match &args.date {
        None => None,
        Some(text) => Some(tag::parse_dct(text).ok_or_else(|| {
            CliError::Usage(format!("--date `{text}`: write 2024-11-12 or 2024-11-12T18:30"))
        })?),
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut outcome = Outcome::Done;
    if args.files.is_empty() {
        one(args.format, dct.as_ref(), &mut io::stdin().lock(), &mut out, &mut outcome)?;
    }
    for path in &args.files {
        let mut file = store::open(path)?;
        one(args.format, dct.as_ref(), &mut file, &mut out, &mut outcome)?;
    }
    out.flush()?;
    Ok(outcome)
}

fn one(
    format: TagFormat,
    dct: Option<&Dct>,
    input: &mut dyn BufRead,
    out: &mut impl Write,
    outcome: &mut Outcome,
) -> Result<(), CliError> {
    if format == TagFormat::Jsonl {
        return Ok(lines(dct, input, out, outcome)?);
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        CliError::Usage(format!("the text is not UTF-8 at byte {at}; convert it first"))
    })?;
    match format {
        TagFormat::Timeml => tag::timeml(&text, dct, out)?,
        _ => tag::marked(&text, dct, out)?,
    }
    Ok(())
}

/// One line in, one line out, in order; the buffer of a line is used again.
fn lines(
    dct: Option<&Dct>,
    input: &mut dyn BufRead,
    out: &mut impl Write,
    outcome: &mut Outcome,
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let skipped = match std::str::from_utf8(text) {
            Ok(text) => tag::jsonl(text, dct, out)? == tag::Line::Skipped,
            Err(error) => {
                let at = error.valid_up_to();
                writeln!(out, "{{\"id\":null,\"error\":\"the line is not UTF-8 at byte {at}\"}}")?;
                true
            }
        };
        if skipped {
            *outcome = Outcome::Skipped;
        }
    }
}
