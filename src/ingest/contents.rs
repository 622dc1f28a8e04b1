//! The bytes of a file, read when somebody needs them.

use crate::text::sha256;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The bytes of a file and their sum. Of a file that did not change since its sum was taken, most
/// builds need no more than that: the bytes are then read by whoever asks for them.
#[derive(Clone)]
pub struct Contents(Arc<Inner>);

struct Inner {
    sum: OnceLock<[u8; 32]>,
    bytes: OnceLock<Vec<u8>>,
    /// How they are read, where they came without.
    read: Option<Box<dyn Fn() -> Vec<u8> + Send + Sync>>,
}

impl Contents {
    /// The bytes that `read` will give, of which this is the SHA-256.
    pub fn later(sum: [u8; 32], read: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Contents {
        let sum = OnceLock::from(sum);
        Contents(Arc::new(Inner { sum, bytes: OnceLock::new(), read: Some(Box::new(read)) }))
    }

    /// The SHA-256 of the bytes.
    pub fn sum(&self) -> [u8; 32] {
        *self.0.sum.get_or_init(|| sha256(self))
    }

    /// Whether the bytes are those of the sum: a file may change after its sum was taken.
    pub fn are_those_of_the_sum(&self) -> bool {
        self.0.read.is_none() || self.sum() == sha256(self)
    }
}

impl From<Vec<u8>> for Contents {
    fn from(bytes: Vec<u8>) -> Contents {
        let bytes = OnceLock::from(bytes);
        Contents(Arc::new(Inner { sum: OnceLock::new(), bytes, read: None }))
    }
}

impl Deref for Contents {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.bytes.get_or_init(|| self.0.read.as_ref().map(|read| read()).unwrap_or_default())
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Contents").field(&self.0.bytes.get().map(Vec::len)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn bytes_are_read_once_and_only_when_they_are_asked_for() {
        let reads = Arc::new(AtomicUsize::new(0));
        let counted = reads.clone();
        let later = Contents::later(sha256(b"pont"), move || {
            counted.fetch_add(1, Ordering::Relaxed);
            b"pont".to_vec()
        });
        assert_eq!(later.sum(), Contents::from(b"pont".to_vec()).sum());
        assert_eq!(reads.load(Ordering::Relaxed), 0);
        assert_eq!((&*later, later.clone().len()), (&b"pont"[..], 4));
        assert!(later.are_those_of_the_sum());
        assert_eq!(reads.load(Ordering::Relaxed), 1);
        let changed = Contents::later(sha256(b"pont"), || b"port".to_vec());
        assert!(!changed.are_those_of_the_sum());
    }
}
