//! What was read of each article, the hashes of its lines and what merging worked out of it,
//! kept between builds in one file under `.frise/cache/`.
//!
//! The file may be deleted, shared between branches, or cut off at any moment: an entry that
//! is not whole is made anew. It changes nothing but the time that a build takes.
//!
//! After [`HEAD`] come entries: `frs1`, the length of the payload and a CRC-32 of key and
//! payload (both little endian), the key of 32 bytes, the payload.

use super::last::{PROGRAM, Stamp};
use crate::diag::Noted;
use crate::ingest::{ArticleContext, IngestError, RawArticle};
use crate::mention::AnnotatedArticle;
use crate::merge::Memory;
use crate::text::digest;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// The first bytes of the file; another form of file is another head.
const HEAD: &[u8] = b"frise cache 2\n";

/// The first bytes of the index of a file.
const INDEX: &[u8] = b"frise index 1\n";

/// The first bytes of an entry.
const MARK: &[u8; 4] = b"frs1";

/// Bytes of an entry before its payload.
const FRAME: usize = 44;

/// Entries that this build did not need (of other branches, or of articles since changed) may
/// weigh this many bytes, or four times those that it needed.
const SPARE: u64 = 64 << 20;

/// The rules by which articles are read: a hash of their sources, made by `build.rs`.
const RULES: &str = env!("FRISE_RULES");

type Key = [u8; 32];
type Annotated = Result<Noted<AnnotatedArticle>, IngestError>;

/// A cache of annotated articles; see the module.
#[derive(Debug, Default)]
pub struct Cache {
    pack: Option<Pack>,
}

#[derive(Debug)]
struct Pack {
    path: PathBuf,
    /// The file, where there is one.
    reader: Option<Reader>,
    /// Where each payload starts, and its length and checksum.
    index: Index,
    /// Bytes of the file that were entries when it was opened.
    whole: u64,
    /// Bytes of the file when it was opened.
    length: u64,
    /// Whether the index was read from its own file.
    indexed: bool,
    damaged: AtomicUsize,
    writing: Mutex<Writing>,
}

#[derive(Debug)]
struct Entry {
    at: u64,
    length: u32,
    sum: u32,
    /// Whether this build needed it.
    used: AtomicBool,
}

/// Entries by their keys, which are hashes already.
type Index = FxHashMap<Key, Entry>;

#[derive(Debug, Default)]
struct Writing {
    writer: Option<BufWriter<File>>,
    /// Where the next entry will stand.
    at: u64,
    /// What was added, unless another build added entries too.
    added: Option<Vec<(Key, Entry)>>,
    /// Whether the file cannot be written; then it is left as it is.
    closed: bool,
}

impl Cache {
    /// A cache that keeps nothing.
    pub fn none() -> Cache {
        Cache::default()
    }

    /// The cache in `folder`, which is made when there is something to keep.
    pub fn open(folder: &Path) -> Cache {
        let path = folder.join("articles.pack");
        let (mut whole, mut length, mut indexed) = (0, 0, false);
        let reader = File::open(&path).ok().map(Reader::new);
        let mut index = Index::default();
        if let Some(reader) = &reader {
            length = reader.length();
            match read_index(&path, reader) {
                Some(known) => (index, whole, indexed) = (known, length, true),
                None => whole = scan(reader, length, &mut index),
            }
        }
        let damaged = AtomicUsize::new(usize::from(whole < length));
        let writing = Mutex::default();
        let pack = Pack { path, reader, index, whole, length, indexed, damaged, writing };
        Cache { pack: Some(pack) }
    }

    /// What `make` says of an article, from the cache where it is there.
    pub fn annotated(
        &self,
        raw: &RawArticle,
        context: &ArticleContext,
        make: impl Fn(&RawArticle, &ArticleContext) -> Annotated,
    ) -> Annotated {
        let Some(pack) = &self.pack else { return make(raw, context) };
        let key = key(raw, context);
        if let Some(found) = pack.get(&key, whole) {
            return found;
        }
        let made = make(raw, context);
        if raw.bytes.are_those_of_the_sum()
            && let Ok(payload) = postcard::to_stdvec(&made)
        {
            pack.put(key, &payload);
        }
        made
    }

    /// The hashes of the lines of an article, from the cache where they are there.
    pub fn lines(&self, raw: &RawArticle, make: impl Fn(&RawArticle) -> Vec<u64>) -> Vec<u64> {
        let Some(pack) = &self.pack else { return make(raw) };
        let format = format!("{:?}", raw.format);
        let key = digest(&[RULES.as_bytes(), b"lines", format.as_bytes(), &raw.bytes.sum()]);
        let read = |bytes: &[u8]| {
            let (words, rest) = bytes.as_chunks::<8>();
            let numbers = words.iter().map(|word| u64::from_le_bytes(*word));
            rest.is_empty().then(|| numbers.collect::<Vec<u64>>())
        };
        if let Some(found) = pack.get(&key, read) {
            return found;
        }
        let made = make(raw);
        if raw.bytes.are_those_of_the_sum() {
            let bytes = made.iter().flat_map(|number| number.to_le_bytes());
            pack.put(key, &bytes.collect::<Vec<u8>>());
        }
        made
    }

    /// Ends a build: writes what is left, and drops old entries where they weigh too much.
    /// Gives a sentence for people where something was wrong.
    pub fn close(self) -> Option<String> {
        let pack = self.pack?;
        let damaged = pack.damaged.load(Ordering::Relaxed);
        if let Err(error) = pack.close() {
            return Some(format!("the cache could not be written ({error}); nothing is lost"));
        }
        (damaged > 0).then(|| "the cache was damaged: what was lost was made anew".to_owned())
    }
}

impl Memory for Cache {
    fn recall(&self, name: &[u8; 32]) -> Option<Vec<u8>> {
        self.pack.as_ref()?.get(&worked_out(name), |bytes| Some(bytes.to_vec()))
    }

    fn keep(&self, name: &[u8; 32], bytes: &[u8]) {
        if let Some(pack) = &self.pack {
            pack.put(worked_out(name), bytes);
        }
    }
}

/// The name of what this program worked out of data that have this one.
fn worked_out(name: &[u8; 32]) -> Key {
    digest(&[PROGRAM.as_bytes(), b"worked out", name])
}

/// The name of what is read from these bytes, in this context, by these rules.
fn key(raw: &RawArticle, context: &ArticleContext) -> Key {
    let context = serde_json::to_vec(context).expect("a context is plain data");
    let format = format!("{:?}", raw.format);
    digest(&[
        RULES.as_bytes(),
        raw.id.as_str().as_bytes(),
        raw.path.as_bytes(),
        format.as_bytes(),
        &context,
        &raw.bytes.sum(),
    ])
}

/// What a payload holds, if it is that and nothing else.
fn whole(payload: &[u8]) -> Option<Annotated> {
    let (found, rest) = postcard::take_from_bytes(payload).ok()?;
    rest.is_empty().then_some(found)
}

/// Reads the frames of all entries; gives the bytes up to the first that is not whole.
fn scan(reader: &Reader, length: u64, index: &mut Index) -> u64 {
    let mut head = [0; HEAD.len()];
    if reader.read(&mut head, 0).is_err() || head != HEAD {
        return 0;
    }
    let mut at = HEAD.len() as u64;
    let mut frame = [0; FRAME];
    while at < length && reader.read(&mut frame, at).is_ok() {
        let number =
            |from: usize| u32::from_le_bytes(frame[from..from + 4].try_into().expect("four bytes"));
        let (at_payload, length_of) = (at + FRAME as u64, number(4));
        let end = at_payload + u64::from(length_of);
        if frame[..4] != *MARK || end > length {
            break;
        }
        let used = AtomicBool::new(false);
        let entry = Entry { at: at_payload, length: length_of, sum: number(8), used };
        index.insert(frame[12..].try_into().expect("32 bytes"), entry);
        at = end;
    }
    at
}

fn checksum(key: &Key, payload: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(key);
    crc.update(payload);
    crc.sum()
}

impl Pack {
    fn get<T>(&self, key: &Key, parse: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        let entry = self.index.get(key)?;
        entry.used.store(true, Ordering::Relaxed);
        let found = self
            .payload(entry)
            .ok()
            .filter(|payload| checksum(key, payload) == entry.sum)
            .and_then(|payload| parse(&payload));
        if found.is_none() {
            self.damaged.fetch_add(1, Ordering::Relaxed);
        }
        found
    }

    fn payload(&self, entry: &Entry) -> io::Result<Vec<u8>> {
        let mut payload = vec![0; entry.length as usize];
        let reader = self.reader.as_ref().ok_or(io::ErrorKind::NotFound)?;
        reader.read(&mut payload, entry.at)?;
        Ok(payload)
    }

    /// Writes an entry at once, so that a build of any size keeps none in memory.
    fn put(&self, key: Key, payload: &[u8]) {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let writing = &mut *writing;
        if writing.closed {
            return;
        }
        let written = match &mut writing.writer {
            Some(writer) => write(writer, &key, payload),
            none => self.writer().and_then(|(mut writer, at, alone)| {
                write(&mut writer, &key, payload)?;
                (*none, writing.at) = (Some(writer), at);
                writing.added = alone.then(Vec::new);
                Ok(())
            }),
        };
        if written.is_err() {
            writing.closed = true;
            writing.writer = None;
            return;
        }
        let at = writing.at + FRAME as u64;
        writing.at = at + payload.len() as u64;
        if let Some(added) = &mut writing.added {
            let (length, sum) = (payload.len() as u32, checksum(&key, payload));
            added.push((key, Entry { at, length, sum, used: AtomicBool::new(true) }));
        }
    }

    /// The file, open for adding after its last whole entry, where that ends, and whether nobody
    /// added to it since it was opened. Who cannot have it alone leaves it alone: another build
    /// is writing.
    fn writer(&self) -> io::Result<(BufWriter<File>, u64, bool)> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        file.try_lock().map_err(io::Error::from)?;
        // Another build may have added entries since this one looked: they stay.
        let reader = Reader::new(file.try_clone()?);
        let length = reader.length();
        let alone = length == self.length;
        let whole = if alone { self.whole } else { scan(&reader, length, &mut Index::default()) };
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        if whole == 0 {
            file.write_all(HEAD)?;
        }
        let at = whole.max(HEAD.len() as u64);
        Ok((BufWriter::with_capacity(1 << 16, file), at, alone))
    }

    fn close(mut self) -> io::Result<()> {
        let writing = std::mem::take(&mut self.writing);
        let mut writing = writing.into_inner().unwrap_or_else(PoisonError::into_inner);
        let wrote = writing.writer.is_some();
        if let Some(mut writer) = writing.writer.take() {
            writer.flush()?;
        }
        match writing.added {
            Some(added) if wrote && !writing.closed => self.write_index(&added, writing.at),
            None if !wrote && !self.indexed && self.whole == self.length => {
                self.write_index(&[], self.length);
            }
            _ => {}
        }
        let used = self.index.iter().filter(|(_, entry)| entry.used.load(Ordering::Relaxed));
        let used: BTreeMap<&Key, &Entry> = used.collect();
        let needed: u64 = used.values().map(|e| FRAME as u64 + u64::from(e.length)).sum();
        if self.whole <= needed + SPARE.max(4 * needed) {
            return Ok(());
        }
        // Only what was here when it was opened is weighed and dropped; a build that added to
        // the file at the same time loses nothing but time.
        let old = File::options().read(true).write(true).open(&self.path)?;
        if old.try_lock().is_err() {
            return Ok(());
        }
        let scratch = self.path.with_extension("new");
        let mut writer = BufWriter::new(File::create(&scratch)?);
        writer.write_all(HEAD)?;
        for (key, entry) in used {
            write(&mut writer, key, &self.payload(entry)?)?;
        }
        writer.flush()?;
        fs::rename(&scratch, &self.path)
    }
}

/// The index of the pack at `path`, as it was kept for the file that lies there.
fn read_index(path: &Path, pack: &Reader) -> Option<Index> {
    let bytes = fs::read(path.with_extension("index")).ok()?;
    let (sum, rest) = bytes.strip_prefix(INDEX)?.split_at_checked(4)?;
    let (stamp, rows) = rest.split_at_checked(32)?;
    if sum != checksum(&[0; 32], rest).to_le_bytes() || stamp != pack.stamp()? {
        return None;
    }
    let (rows, rest) = rows.as_chunks::<48>();
    let row = |row: &[u8; 48]| {
        let (key, numbers) = row.split_at(32);
        let small = |at: usize| {
            u32::from_le_bytes(numbers[at..at + 4].try_into().expect("four bytes of a row"))
        };
        let at = u64::from_le_bytes(numbers[..8].try_into().expect("eight bytes of a row"));
        let used = AtomicBool::new(false);
        let entry = Entry { at, length: small(8), sum: small(12), used };
        (key.try_into().expect("32 bytes of a row"), entry)
    };
    rest.is_empty().then(|| rows.iter().map(row).collect())
}

impl Pack {
    /// Keeps the index beside the pack, so that the next build need not look for its entries.
    /// Where that cannot be, or another build made the pack longer, the next build looks.
    fn write_index(&self, added: &[(Key, Entry)], length: u64) {
        let Ok(pack) = File::open(&self.path).map(Reader::new) else { return };
        let Some(stamp) = pack.stamp().filter(|_| pack.length() == length) else { return };
        let mut rows = stamp.to_vec();
        // The order of the pack.
        let mut known: Vec<(&Key, &Entry)> =
            self.index.iter().chain(added.iter().map(|(key, entry)| (key, entry))).collect();
        known.sort_unstable_by_key(|(_, entry)| entry.at);
        for (key, entry) in known {
            rows.extend_from_slice(key);
            rows.extend_from_slice(&entry.at.to_le_bytes());
            rows.extend_from_slice(&entry.length.to_le_bytes());
            rows.extend_from_slice(&entry.sum.to_le_bytes());
        }
        let sum = checksum(&[0; 32], &rows).to_le_bytes();
        let path = self.path.with_extension("index");
        let scratch = self.path.with_extension("index-new");
        if fs::write(&scratch, [INDEX, &sum, &rows].concat()).is_ok() {
            // What is left of a failure is written over by the next build.
            let _ = fs::rename(&scratch, &path);
        }
    }
}

/// A file of which several threads read pieces.
#[derive(Debug)]
struct Reader {
    file: File,
    /// Held while a piece is read, where that moves the place at which the file is read.
    #[cfg(not(unix))]
    turn: Mutex<()>,
}

impl Reader {
    fn new(file: File) -> Reader {
        Reader {
            file,
            #[cfg(not(unix))]
            turn: Mutex::default(),
        }
    }

    fn length(&self) -> u64 {
        self.file.metadata().map_or(0, |meta| meta.len())
    }

    /// What tells that the file was not written since.
    fn stamp(&self) -> Option<[u8; 32]> {
        self.file.metadata().ok().map(|meta| Stamp::of(&meta).bytes())
    }

    /// Fills `bytes` with those from `at` on.
    #[cfg(unix)]
    fn read(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, at)
    }

    /// Fills `bytes` with those from `at` on.
    #[cfg(not(unix))]
    fn read(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at))?;
        io::Read::read_exact(&mut file, bytes)
    }
}

fn write(writer: &mut impl Write, key: &Key, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
    writer.write_all(MARK)?;
    writer.write_all(&length.to_le_bytes())?;
    writer.write_all(&checksum(key, payload).to_le_bytes())?;
    writer.write_all(key)?;
    writer.write_all(payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Format;
    use crate::text::ArticleId;
    use std::cell::Cell;

    #[expect(dead_code, reason = "its `main` is for cargo")]
    mod build {
        include!(concat!(env!("CARGO_MANIFEST_DIR"), "/build.rs"));
    }

    fn raw(n: usize) -> RawArticle {
        RawArticle {
            id: ArticleId::from_stem(&format!("a{n}")),
            path: format!("content/articles/a{n}.txt"),
            format: Format::Text,
            bytes: format!("Le pont n° {n} a été fermé le {} mars 2024.", n + 1)
                .into_bytes()
                .into(),
        }
    }

    /// Asks for `n` articles; gives how many had to be made, and what the cache says at its end.
    fn ask(folder: &Path, n: usize, context: &ArticleContext) -> (usize, Option<String>) {
        let cache = Cache::open(folder);
        let made = Cell::new(0);
        for n in 0..n {
            let make = |raw: &RawArticle, context: &ArticleContext| {
                made.set(made.get() + 1);
                crate::pipeline::annotate(raw, context)
            };
            let found = cache.annotated(&raw(n), context, make);
            assert_eq!(found, crate::pipeline::annotate(&raw(n), context), "the same either way");
        }
        (made.get(), cache.close())
    }

    #[test]
    fn an_article_is_made_once_until_its_bytes_or_context_change() {
        let dir = tempfile::tempdir().unwrap();
        let context = ArticleContext::default();
        assert_eq!(ask(dir.path(), 5, &context), (5, None));
        assert_eq!(ask(dir.path(), 5, &context), (0, None));
        assert_eq!(ask(dir.path(), 7, &context), (2, None));
        let anchored =
            ArticleContext { anchor: crate::timex::Day::new(2024, 3, 1), ..context.clone() };
        assert_eq!(ask(dir.path(), 7, &anchored), (7, None));
        assert_eq!(ask(dir.path(), 7, &context), (0, None));
        let empty = RawArticle { bytes: Vec::new().into(), ..raw(0) };
        let cache = Cache::open(dir.path());
        let fails = cache.annotated(&empty, &context, crate::pipeline::annotate);
        assert_eq!(fails, Err(IngestError::Empty), "refusals are kept too");
    }

    #[test]
    fn a_file_that_is_cut_or_scratched_anywhere_costs_only_time() {
        let dir = tempfile::tempdir().unwrap();
        let context = ArticleContext::default();
        ask(dir.path(), 3, &context);
        let path = dir.path().join("articles.pack");
        let good = fs::read(&path).unwrap();
        for cut in (0..good.len()).step_by(good.len() / 40 + 1) {
            fs::write(&path, &good[..cut]).unwrap();
            let (made, _) = ask(dir.path(), 3, &context);
            assert!(made > 0, "cut at {cut}");
            assert_eq!(ask(dir.path(), 3, &context), (0, None), "mended after a cut at {cut}");

            let mut scratched = good.clone();
            scratched[cut] ^= 0x55;
            fs::write(&path, &scratched).unwrap();
            let (made, _) = ask(dir.path(), 3, &context);
            assert!(made > 0, "scratched at {cut}");
        }
        fs::write(&path, "of another program").unwrap();
        let (made, told) = ask(dir.path(), 3, &context);
        assert_eq!((made, told.as_deref().is_some_and(|told| told.contains("damaged"))), (3, true));
        assert_eq!(ask(dir.path(), 3, &context), (0, None));
    }

    #[test]
    fn what_was_worked_out_is_kept_and_the_index_is_that_of_its_pack() {
        let dir = tempfile::tempdir().unwrap();
        let (one, other) = ([1; 32], [2; 32]);
        let open = || Cache::open(dir.path());
        let cache = open();
        assert_eq!(cache.recall(&one), None);
        cache.keep(&one, b"runs");
        assert_eq!(cache.close(), None);
        let cache = open();
        assert!(cache.pack.as_ref().is_some_and(|pack| pack.indexed), "nothing was looked for");
        assert_eq!((cache.recall(&one), cache.recall(&other)), (Some(b"runs".to_vec()), None));
        cache.keep(&other, b"more runs");
        assert_eq!(cache.close(), None);
        let both = || {
            let cache = open();
            let indexed = cache.pack.as_ref().is_some_and(|pack| pack.indexed);
            let found = (cache.recall(&one), cache.recall(&other));
            assert_eq!(found, (Some(b"runs".to_vec()), Some(b"more runs".to_vec())));
            assert_eq!(cache.close(), None);
            indexed
        };
        assert!(both());
        // An index that is broken, cut or of another pack is made anew.
        let path = dir.path().join("articles.index");
        let good = fs::read(&path).unwrap();
        for at in [0, INDEX.len(), INDEX.len() + 9, good.len() - 20] {
            let mut broken = good.clone();
            broken[at] ^= 1;
            fs::write(&path, broken).unwrap();
            assert!(!both() && both(), "broken at {at}");
            fs::write(&path, &good[..at]).unwrap();
            assert!(!both() && both(), "cut at {at}");
        }
        let pack = fs::read(dir.path().join("articles.pack")).unwrap();
        fs::remove_file(dir.path().join("articles.pack")).unwrap();
        fs::write(dir.path().join("articles.pack"), pack).unwrap();
        assert!(!both() && both());
        // No rules are asked for an entry that the pack does not hold whole.
        let cache = Cache::none();
        cache.keep(&one, b"runs");
        assert_eq!(cache.recall(&one), None);
    }

    #[test]
    fn rules_that_change_give_other_names() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(
            build::fingerprint(root, &build::RULES),
            RULES,
            "the sources that were compiled"
        );
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("src/timex/data/words.txt");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "hier\n").unwrap();
        let before = build::fingerprint(dir.path(), &build::RULES);
        fs::write(&file, "demain\n").unwrap();
        assert_ne!(build::fingerprint(dir.path(), &build::RULES), before, "a word list counts");
        fs::write(dir.path().join("src/cli.rs"), "x").unwrap();
        let after = build::fingerprint(dir.path(), &build::RULES);
        fs::write(dir.path().join("src/cli.rs"), "y").unwrap();
        assert_eq!(
            build::fingerprint(dir.path(), &build::RULES),
            after,
            "the command line does not"
        );
    }
}
