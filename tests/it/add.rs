//! `frise add`, as somebody new to it would use it: files of every kind, whatever is wrong with
//! them.

use crate::support::{Folder, command};
use std::io::Write;

/// A page of an article of 2 May 2024.
fn page(title: &str, text: &str) -> String {
    format!(
        "<html lang=fr><head><meta charset=utf-8><title>{title}</title><meta \
         property='article:published_time' content='2024-05-02T08:00:00+02:00'></head><body>\
         <article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )
}

const TEXT: &str = "Le conseil municipal a voté jeudi soir la construction d’une école, après des \
                    années de débats, de pétitions et de promesses jamais tenues par personne.";

/// The start of a record whose body will have `length` bytes.
fn head(url: &str, length: usize) -> String {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    let length = length + answer.len();
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: \
         2024-05-03T10:00:00Z\r\nContent-Length: {length}\r\n\r\n{answer}"
    )
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// The most memory that a process has held, in KiB.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Adds an archive from standard input; what was said, and the most memory until its page was
/// made.
#[cfg(target_os = "linux")]
fn memory_to_add(archive: impl Iterator<Item = Vec<u8>>) -> (String, u64) {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;
    let folder = Folder::project();
    let mut child = command(folder.path(), &["add", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    archive.for_each(|piece| input.write_all(&piece).unwrap());
    input.flush().unwrap();
    // The program waits for more once the last page is made.
    let mut made = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut made).unwrap();
    let peak = peak(child.id());
    drop(input);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    assert!(made.starts_with("made content/articles/2024-05-02-une-ecole.md"), "{made}{said}");
    (said, peak)
}

#[cfg(target_os = "linux")]
#[test]
fn a_record_of_100_megabytes_costs_the_memory_of_a_small_one() {
    let last = || {
        let page = page("Une école", TEXT);
        packed(format!("{}{page}\r\n\r\n", head("https://phare.example/", page.len())).as_bytes())
    };
    let (_, small) = memory_to_add(std::iter::once(last()));
    // The same megabyte of prose again and again, packed once: gzip files stand in a row.
    let megabyte = format!("<p>{TEXT}</p>\n").repeat((1 << 20) / (TEXT.len() + 8));
    let first = packed(head("https://phare.example/gros", 100 * megabyte.len()).as_bytes());
    let middle = packed(megabyte.as_bytes());
    let pieces = std::iter::once(first).chain(std::iter::repeat_n(middle, 100));
    let archive = pieces.chain([packed(b"\r\n\r\n"), last()]);
    let (said, large) = memory_to_add(archive);
    assert!(
        said.contains(
            "stdin: record 1 has more bytes than the limit of 16777216; raise \
             `limits.record_bytes` in frise.toml if it is right"
        ),
        "{said}"
    );
    assert!(large < small + (8 << 10), "{small} KiB for a small record, {large} KiB for both");
}

/// A folder with a project beside the files that are added to it.
fn project_with(files: &[(&str, &[u8])]) -> Folder {
    let folder = Folder::project();
    for (name, bytes) in files {
        folder.write(&format!("reçus/{name}"), bytes);
    }
    folder
}

#[test]
fn what_is_added_twice_is_there_once_and_another_text_supersedes_it() {
    let second = TEXT.replace("jeudi soir", "vendredi matin");
    let url = "\"url\":\"https://phare.example/ecole\",\"date\":\"2 mai 2024\"";
    let first = format!("{{\"title\":\"Une école\",{url},\"text\":\"{TEXT}\"}}\n");
    let later = format!("{{\"title\":\"Une école\",{url},\"text\":\"{second}\"}}\n");
    let folder = project_with(&[("a.jsonl", first.as_bytes()), ("b.jsonl", later.as_bytes())]);
    let made = folder.frise(&["add", "reçus/a.jsonl"]).expect(0);
    assert_eq!(made.stdout, "made content/articles/2024-05-02-une-ecole.md\n");
    let again = folder.frise(&["add", "reçus/a.jsonl"]).expect(0);
    assert_eq!(again.stdout, "already there: 2024-05-02-une-ecole, version 1\n");
    folder.frise(&["add", "reçus/b.jsonl"]).expect(0).prints(&[
        "made content/articles/2024-05-02-une-ecole.v2.md: version 2 of 2024-05-02-une-ecole, \
         supersedes 1",
        "  - Le conseil municipal a voté jeudi soir",
        "  + Le conseil municipal a voté vendredi matin",
    ]);
    for file in ["reçus/a.jsonl", "reçus/b.jsonl"] {
        folder.frise(&["add", file]).expect(0).prints(&["already there: 2024-05-02-une-ecole"]);
    }
    folder.frise(&["build"]).expect(0);
    let timeline = folder.timeline();
    let articles = timeline["articles"].as_array().unwrap();
    assert_eq!(articles.len(), 1, "{articles:?}");
    assert_eq!(articles[0]["file"], "content/articles/2024-05-02-une-ecole.v2.md");
}

#[test]
fn what_gives_no_article_is_told_with_its_record_and_the_rest_goes_on() {
    let english = "The minister said that he would not be at the meeting with the mayor. It was \
                   the first time that they had been told of the plan by the council.";
    let lines = format!(
        "{{\"title\":\"sans texte\"}}\n{{pas du json\n{{\"text\":\"{english}\"}}\n\
         {{\"title\":{{\"rendered\":\"L&#8217;école\"}},\"content\":{{\"rendered\":\"<p>{TEXT}</p>\"}}}}\n"
    );
    let list = format!("[\n {{\"text\": \"{TEXT} Un.\", \"titre\": \"Un\"}},\n 7\n]\n");
    let cut = format!(
        "<rss version='2.0'><channel><title>Le Phare</title><language>en-us</language><item>\
         <title>Un &amp; deux</title><description><![CDATA[<p>{TEXT} Deux.</p>]]></description></item>\
         <item><title>Trois</title><descr"
    );
    let binary: Vec<u8> = (0..=255).cycle().take(2048).collect();
    let folder = project_with(&[
        ("lignes.jsonl", lines.as_bytes()),
        ("liste.json", list.as_bytes()),
        ("fil.xml", cut.as_bytes()),
        ("image.txt", &binary),
        ("vide.txt", b" \n"),
    ]);
    let add = |file: &str| folder.frise(&["add", &format!("reçus/{file}")]).expect(3);
    add("lignes.jsonl").prints(&["made content/articles/l-ecole.md\n"]).says(&[
        "reçus/lignes.jsonl: record 1 is not JSON: it has no `text`",
        "reçus/lignes.jsonl: record 2 is not JSON: ",
        "reçus/lignes.jsonl: record 3: the article is written in en, not in French",
    ]);
    add("liste.json")
        .prints(&["made content/articles/un.md\n"])
        .says(&["record 2 is not JSON: it is no object"]);
    add("fil.xml")
        .prints(&["made content/articles/un-deux.md\n"])
        .says(&["record 2 is not RSS or Atom"]);
    add("image.txt").says(&["reçus/image.txt: record 1: the file is not text"]);
    add("vide.txt").says(&["reçus/vide.txt: record 1: the file is empty"]);
    let front = folder.read("content/articles/un-deux.md");
    assert!(front.contains("title: \"Un & deux\"\nsource: \"Le Phare\"\n"), "{front}");
    assert!(!front.contains("lang:"), "the words decide: {front}");
}

#[test]
fn every_encoding_gives_the_same_words() {
    let marked = |label: &str, name: &str| {
        let page = page(name, &format!("{TEXT} Prix : 3 €, d’œuvre {name}."));
        page.replace("charset=utf-8", &format!("charset={label}"))
    };
    let encoded = |label: &str, name: &str| {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        encoding.encode(&marked(label, name)).0.into_owned()
    };
    let twice = encoding_rs::WINDOWS_1252
        .decode_without_bom_handling(marked("utf-8", "deux fois").as_bytes())
        .0
        .into_owned();
    let wrong = encoding_rs::WINDOWS_1252.encode(&marked("utf-8", "faux")).0.into_owned();
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(marked("utf-16", "large").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let returns = format!("retours\r\r{TEXT} Prix : 3 €, d’œuvre retours.\r");
    let folder = project_with(&[
        ("a.html", &encoded("windows-1252", "latin")),
        ("b.html", &encoded("macintosh", "mac")),
        ("c.html", twice.as_bytes()),
        ("d.html", &wrong),
        ("e.html", &wide),
        ("f.txt", returns.as_bytes()),
    ]);
    let files = ["a.html", "b.html", "c.html", "d.html", "e.html", "f.txt"];
    let names = ["latin", "mac", "deux fois", "faux", "large", "retours"];
    for (file, name) in files.iter().zip(names) {
        let made = folder.frise(&["add", &format!("reçus/{file}")]).expect(0).stdout;
        let path = made.trim_start_matches("made ").trim_end();
        let text = folder.read(path);
        assert!(text.contains(&format!("{TEXT} Prix : 3 €, d’œuvre {name}.")), "{file}: {text}");
    }
}
