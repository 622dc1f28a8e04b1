//! What a server answered, as archives keep it: a head, and a body that may be in chunks and
//! packed. The body is read as it comes, so that nothing larger than was asked for is held.

use super::{AddError, limited};
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Bytes of the head of an answer, and of the line that tells the size of a chunk.
const HEAD: usize = 1 << 16;
const CHUNK_HEAD: u64 = 256;

/// An answer whose head was read.
pub(super) struct Answer<R> {
    body: R,
    /// Whether it was found and is a page.
    pub(super) is_page: bool,
    chunked: bool,
    /// `gzip`, `br`; empty where the body is as it is.
    coding: String,
}

impl<R: BufRead> Answer<R> {
    /// Reads a head; nothing where there is none.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub(super) fn of(mut body: R) -> Result<Option<Answer<R>>, AddError> {
        let mut head = Vec::new();
        loop {
            let start = head.len();
            let mut line = (&mut body).take((HEAD - start) as u64);
            let read = line.read_until(b'\n', &mut head).map_err(|error| AddError::read(&error))?;
            if read == 0 {
                return Ok(None);
            }
            if matches!(&head[start..], b"\r\n" | b"\n") {
                break;
            }
        }
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let field = |name: &str| {
            let mut values =
                head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            values.next().unwrap_or_default().trim()
        };
        let status = head.split_whitespace().nth(1).unwrap_or_default();
        let kind = field("content-type");
        let is_page = status.starts_with('2') && (kind.is_empty() || kind.contains("html"));
        let chunked = field("transfer-encoding").contains("chunked");
        let coding = field("content-encoding").to_owned();
        Ok(Some(Answer { body, is_page, chunked, coding }))
    }

    /// The body, unpacked. `limit` is in bytes, `record` for what is said.
    ///
    /// # Errors
    /// When the archive cannot be read, the page is larger than `limit`, or it does not unpack.
    pub(super) fn page(self, limit: usize, record: usize) -> Result<Vec<u8>, AddError> {
        let mut body: Box<dyn Read + '_> = match self.chunked {
            true => Box::new(Chunks { inner: self.body, next: Next::Size }),
            false => Box::new(self.body),
        };
        let mut start = Vec::new();
        let read = (&mut body).take(2).read_to_end(&mut start);
        read.map_err(|error| AddError::read(&error))?;
        // Many archives keep the head of a packed answer with a body that no longer is.
        let gzip = start == [0x1f, 0x8b];
        let zlib = matches!(start[..], [first, second] if first & 0x0f == 8
            && u16::from_be_bytes([first, second]) % 31 == 0);
        let body = BufReader::with_capacity(1 << 14, Cursor::new(start).chain(body));
        let broken = |reason: String| AddError::Malformed { record, format: "a page", reason };
        let unpacked = |page: Result<Option<Vec<u8>>, AddError>| {
            page.map_err(|error| broken(format!("it does not unpack: {error}")))
        };
        let page = match self.coding.as_str() {
            "gzip" | "x-gzip" if gzip => unpacked(limited::whole(MultiGzDecoder::new(body), limit)),
            "deflate" if zlib => unpacked(limited::whole(ZlibDecoder::new(body), limit)),
            "" | "identity" | "gzip" | "x-gzip" | "deflate" => limited::whole(body, limit),
            coding => limited::whole(body, limit).and_then(|page| {
                let is_plain = page.as_ref().is_none_or(|page| page.trim_ascii().starts_with(b"<"));
                let reason = || format!("it is packed with `{coding}`, not with gzip or deflate");
                if is_plain { Ok(page) } else { Err(broken(reason())) }
            }),
        };
        page?.ok_or_else(|| AddError::over_record(record, limit))
    }
}

/// A body in chunks, each after its size in hexadecimal. Where no size stands, the bytes are
/// passed on as they are: many archives keep the head of such an answer with its joined body.
struct Chunks<R> {
    inner: R,
    next: Next,
}

/// What a [`Chunks`] reads next.
enum Next {
    Size,
    /// So many bytes of a chunk.
    Bytes(u64),
    /// The line end after a chunk.
    LineEnd,
    /// A line that is no size, and all after it.
    Plain(Cursor<Vec<u8>>),
    End,
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.next = match &mut self.next {
                Next::Size => {
                    let mut line = Vec::new();
                    (&mut self.inner).take(CHUNK_HEAD).read_until(b'\n', &mut line)?;
                    match size(&line) {
                        Some(0) => Next::End,
                        Some(size) => Next::Bytes(size),
                        None => Next::Plain(Cursor::new(line)),
                    }
                }
                Next::Bytes(0) => Next::LineEnd,
                Next::Bytes(left) => {
                    let read = (&mut self.inner).take(*left).read(buffer)?;
                    *left -= read as u64;
                    return Ok(read);
                }
                Next::LineEnd => {
                    let mut line = Vec::new();
                    (&mut self.inner).take(2).read_until(b'\n', &mut line)?;
                    match &line[..] {
                        b"\r\n" | b"\n" => Next::Size,
                        _ => Next::Plain(Cursor::new(line)),
                    }
                }
                Next::Plain(line) => {
                    let read = line.read(buffer)?;
                    return if read > 0 { Ok(read) } else { self.inner.read(buffer) };
                }
                Next::End => return Ok(0),
            };
        }
    }
}

/// The size that the head of a chunk tells.
fn size(line: &[u8]) -> Option<u64> {
    let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let digits = line.split(';').next()?.trim();
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex { u64::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn page_of(answer: &[u8], limit: usize) -> Result<Option<String>, String> {
        let answer = Answer::of(answer).unwrap();
        let Some(answer) = answer.filter(|answer| answer.is_page) else { return Ok(None) };
        let page = answer.page(limit, 7).map_err(|error| error.to_string())?;
        Ok(Some(String::from_utf8(page).unwrap()))
    }

    #[test]
    fn a_body_is_read_in_whatever_form_it_is_kept() {
        let page = "<p>Le port</p>";
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(page.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(page.as_bytes()).unwrap();
        let zlib = zlib.finish().unwrap();
        let chunks = |bytes: &[u8]| {
            let (one, two) = bytes.split_at(5);
            let head = format!("{:x}\r\n", two.len());
            [b"5;a=b\r\n", one, b"\r\n", head.as_bytes(), two, b"\r\n0\r\n\r\n"].concat()
        };
        let plain = page.as_bytes();
        for (fields, body) in [
            ("", plain.to_vec()),
            ("Transfer-Encoding: chunked\r\n", chunks(plain)),
            ("Transfer-Encoding: chunked\r\n", plain.to_vec()),
            ("Content-Encoding: gzip\r\n", gzip.clone()),
            ("Content-Encoding: gzip\r\n", plain.to_vec()),
            ("Content-Encoding: deflate\r\n", zlib),
            ("Content-Encoding: br\r\n", plain.to_vec()),
            ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunks(&gzip)),
        ] {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}\r\n");
            let answer = [head.as_bytes(), &body].concat();
            assert_eq!(page_of(&answer, 100), Ok(Some(page.to_owned())), "{fields}");
            assert!(page_of(&answer, 10).unwrap_err().contains("record 7"), "{fields}");
        }
    }

    #[test]
    fn what_is_no_page_is_left_and_what_does_not_unpack_is_told() {
        let answer = |head: &str| page_of(format!("{head}\r\n\r\n\u{1}x").as_bytes(), 100);
        assert_eq!(answer("HTTP/1.1 404 Not Found\r\nContent-Type: text/html"), Ok(None));
        assert_eq!(answer("HTTP/1.1 200 OK\r\nContent-Type: video/mp4"), Ok(None));
        assert_eq!(page_of(b"HTTP/1.1 200 OK\r\nContent-Ty", 100), Ok(None));
        assert!(answer("HTTP/2 200\r\nContent-Encoding: br").unwrap_err().contains("`br`"));
        let broken = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8bxyz";
        assert!(page_of(broken, 100).unwrap_err().contains("does not unpack"));
    }
}
