//! Hashes that name things: stable over machines and versions of Rust.

use sha2::{Digest, Sha256};

/// The digits of Crockford's base 32, lower case.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// SHA-256 of the parts, each preceded by its length so that no two lists of parts meet.
pub fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The first `length` digits of `bytes` in Crockford's base 32, at most 51.
pub fn base32(bytes: &[u8; 32], length: usize) -> String {
    assert!(length <= 51, "256 bits hold 51 digits of five bits");
    let digit = |index: usize| {
        let bit = index * 5;
        let high = u16::from(bytes[bit / 8]) << 8;
        let low = bytes.get(bit / 8 + 1).copied().map_or(0, u16::from);
        DIGITS[usize::from(((high | low) >> (11 - bit % 8)) & 31)] as char
    };
    (0..length).map(digit).collect()
}

/// SHA-256 of `bytes` in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// A hash in hexadecimal digits, lower case.
pub fn hex(hash: &[u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|d| char::from(DIGITS[usize::from(d)]));
    hash.iter().flat_map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_bits() {
        let mut bytes = [0; 32];
        bytes[0] = 0b0000_1000;
        bytes[1] = 0b0110_0001;
        assert_eq!(base32(&bytes, 3), "11g");
        assert_eq!(base32(&[0xff; 32], 13), "zzzzzzzzzzzzz");
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert_ne!(digest(&[b"ab"]), digest(&[b"ab", b""]));
    }
}
