//! Where a row belongs: what is missing, doubled or of another run is seen before anything is
//! done with the rows that came.

use super::shard::ShardError;

/// The place of a row among those that one task reads or that many tasks hand to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    /// The name of what is merged; see `shard::print`.
    pub(super) run: u64,
    /// The part.
    pub(super) part: u64,
    /// Its place, from 0.
    pub(super) place: u32,
    /// How many rows there are.
    pub(super) of: u32,
}

/// Bytes of a seat.
const BYTES: usize = 24;

impl Seat {
    /// A row: what sort it is, its seat, what it says.
    pub(super) fn row(self, kind: u8, said: &[u8]) -> Vec<u8> {
        let mut row = Vec::with_capacity(1 + BYTES + said.len());
        row.push(kind);
        row.extend(self.run.to_le_bytes());
        row.extend(self.part.to_le_bytes());
        row.extend(self.place.to_le_bytes());
        row.extend(self.of.to_le_bytes());
        row.extend(said);
        row
    }
}

/// A row that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seated<'a> {
    pub(super) kind: u8,
    pub(super) seat: Seat,
    pub(super) said: &'a [u8],
}

/// Reads a row.
pub(super) fn read(row: &[u8]) -> Result<Seated<'_>, ShardError> {
    let short = || ShardError::Row("it is too short".to_owned());
    let (&kind, rest) = row.split_first().ok_or_else(short)?;
    let (seat, said) = rest.split_at_checked(BYTES).ok_or_else(short)?;
    let long = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| seat[at + i]));
    let (run, part, places) = (long(0), long(8), long(16));
    let seat = Seat { run, part, place: places as u32, of: (places >> 32) as u32 };
    Ok(Seated { kind, seat, said })
}

/// The rows of a part in the order of their places: all of them, each once, of one run.
///
/// # Errors
/// When one is missing, came twice, or is of another part or run.
pub(super) fn whole(part: u64, mut rows: Vec<Seated<'_>>) -> Result<Vec<Seated<'_>>, ShardError> {
    let Some(&Seated { seat: first, .. }) = rows.first() else {
        return Err(ShardError::Missing { part, came: 0, of: 1 });
    };
    if rows.iter().any(|row| (row.seat.run, row.seat.of) != (first.run, first.of)) {
        return Err(ShardError::Mixed { part });
    }
    if let Some(row) = rows.iter().find(|row| row.seat.part != part) {
        return Err(ShardError::Stray { part, other: row.seat.part });
    }
    rows.sort_by_key(|row| row.seat.place);
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].seat.place == pair[1].seat.place) {
        return Err(ShardError::Doubled { part, place: pair[0].seat.place });
    }
    if rows.len() != first.of as usize {
        return Err(ShardError::Missing { part, came: rows.len(), of: first.of as usize });
    }
    Ok(rows)
}
