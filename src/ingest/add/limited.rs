//! Reading with a budget: nothing larger than was asked for is ever held.

use super::AddError;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, Read};

/// Unpacked bytes that are allowed whatever the ratio.
const FREE: u64 = 4 << 20;

/// A gzip stream that stops when it grows too much.
pub(super) struct Unpacked<R> {
    inner: MultiGzDecoder<Counted<R>>,
    out: u64,
    ratio: usize,
}

impl<R: BufRead> Unpacked<R> {
    pub(super) fn new(reader: R, ratio: usize) -> Unpacked<R> {
        let counted = Counted { inner: reader, count: 0 };
        Unpacked { inner: MultiGzDecoder::new(counted), out: 0, ratio }
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.out += length as u64;
        let packed = self.inner.get_ref().count;
        if self.out > FREE && self.out > packed.saturating_mul(self.ratio as u64) {
            let ratio = self.ratio;
            return Err(io::Error::other(Bomb { ratio }));
        }
        Ok(length)
    }
}

/// What [`Unpacked`] says when it stops.
#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than {ratio} times its size")]
pub(super) struct Bomb {
    pub(super) ratio: usize,
}

/// A reader that counts what is taken from it.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.count += length as u64;
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count += amount as u64;
        self.inner.consume(amount);
    }
}

/// All bytes of `reader`, or nothing where there are more than `limit`: then the rest is unread.
pub(super) fn whole(reader: impl Read, limit: usize) -> Result<Option<Vec<u8>>, AddError> {
    let mut bytes = Vec::new();
    let mut reader = reader.take((limit as u64).saturating_add(1));
    reader.read_to_end(&mut bytes).map_err(|error| AddError::read(&error))?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

/// A line without its end, or nothing at the end of the file. Of a line that is too long nothing
/// is held; its length comes back instead.
pub(super) fn line(
    reader: &mut dyn BufRead,
    limit: usize,
) -> Option<Result<Result<Vec<u8>, usize>, AddError>> {
    let mut line = Vec::new();
    let (mut length, mut any) = (0usize, false);
    loop {
        let (used, ended) = match reader.fill_buf() {
            Err(error) => return Some(Err(AddError::read(&error))),
            Ok([]) => break,
            Ok(buffer) => {
                let end = memchr::memchr(b'\n', buffer);
                let used = end.map_or(buffer.len(), |end| end + 1);
                let content = &buffer[..end.unwrap_or(buffer.len())];
                length += content.len();
                if length <= limit {
                    line.extend_from_slice(content);
                } else {
                    line = Vec::new();
                }
                (used, end.is_some())
            }
        };
        any = true;
        reader.consume(used);
        if ended {
            break;
        }
    }
    if !any {
        return None;
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Some(Ok(if length > limit { Err(length) } else { Ok(line) }))
}
