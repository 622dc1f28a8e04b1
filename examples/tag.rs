//! Tags JSON Lines from standard input.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        frise::timex::tag::jsonl(&line?, None, &mut out)?;
    }
    out.flush()
}
