//! Numbers and texts as bytes, to be read back in the order in which they were put; packed.

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};

/// Bytes that grow.
#[derive(Clone, Debug, Default)]
pub(super) struct Bytes(Vec<u8>);

impl Bytes {
    /// A number, seven bits a byte (LEB128).
    pub(super) fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// A number of either sign, small ones short.
    pub(super) fn signed(&mut self, value: i64) {
        self.number(((value << 1) ^ (value >> 63)) as u64);
    }

    /// A number that may be missing.
    pub(super) fn maybe(&mut self, value: Option<i64>) {
        self.number(u64::from(value.is_some()));
        value.into_iter().for_each(|value| self.signed(value));
    }

    /// A text.
    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    /// The bytes, deflated.
    pub(super) fn packed(self) -> Vec<u8> {
        pack(&self.0)
    }
}

/// Deflates.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(bytes).expect("memory takes all bytes");
    encoder.finish().expect("memory takes all bytes")
}

/// What [`pack`] deflated; nothing where it is damaged.
pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut plain).ok()?;
    Some(plain)
}

/// Bytes to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// From the first byte.
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// Whether all was read.
    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub(super) fn maybe(&mut self) -> Option<Option<i64>> {
        match self.number()? {
            0 => Some(None),
            1 => Some(Some(self.signed()?)),
            _ => None,
        }
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// A number of 32 bits.
    pub(super) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// A list of as many things as are said to follow.
    pub(super) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Reader<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| one(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_read_back_and_damage_is_seen() {
        let mut bytes = Bytes::default();
        for value in [0, 127, 128, u64::MAX] {
            bytes.number(value);
        }
        for value in [0, -1, i64::MIN, i64::MAX] {
            bytes.signed(value);
        }
        bytes.maybe(None);
        bytes.maybe(Some(-7));
        bytes.text("déjà");
        let packed = bytes.packed();
        let plain = unpack(&packed).expect("whole");
        let mut reader = Reader::new(&plain);
        assert_eq!([0; 4].map(|_| reader.number().unwrap()), [0, 127, 128, u64::MAX]);
        assert_eq!([0; 4].map(|_| reader.signed().unwrap()), [0, -1, i64::MIN, i64::MAX]);
        assert_eq!((reader.maybe(), reader.maybe()), (Some(None), Some(Some(-7))));
        assert_eq!(reader.text(), Some("déjà"));
        assert!(reader.is_done() && reader.number().is_none());
        assert_eq!(unpack(&packed[..packed.len() - 2]), None);
        assert_eq!(Reader::new(&[0xff; 20]).number(), None);
        assert_eq!(Reader::new(&[5, b'a']).text(), None);
    }
}
