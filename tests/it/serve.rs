//! `frise serve` over a real socket of this machine.

use crate::review_story::{conflict, event, mention, story};
use crate::support::{Folder, command, tree};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A server that ends with its test.
struct Server {
    child: Child,
    host: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
struct Answer {
    code: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(folder: &Folder) -> Server {
        let mut child = command(folder.path(), &["serve", "--port", "0", "--author", "Ada B"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        assert!(host.starts_with("127.0.0.1:"), "{line}");
        Server { child, host }
    }

    fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { code, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        let host = &self.host;
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    /// Sends a form with headers in the place of the right ones.
    fn post_with(&self, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let body = body.join("&");
        let kind = "application/x-www-form-urlencoded";
        self.send(&format!(
            "POST {path} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// Sends a form as a page of this server would.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let host = &self.host;
        self.post_with(path, &format!("Host: {host}\r\nOrigin: http://{host}\r\n"), fields)
    }

    fn token(&self) -> String {
        let page = self.get("/revue/c/").body + &self.get("/revue/").body;
        let inner = self.get(page.split('"').find(|href| href.starts_with("/revue/c/")).unwrap());
        hidden(&inner.body, "token")
    }

    /// Waits until a page says `words`.
    fn wait(&self, path: &str, words: &str) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if self.get(path).body.contains(words) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        false
    }
}

fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let each = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(each).collect()
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = page.find(&start).unwrap_or_else(|| panic!("no field {name} in\n{page}"));
    page[at + start.len()..].split('"').next().unwrap().to_owned()
}

/// All that a page could have written.
fn written(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(folder.path());
    files.retain(|path, _| !path.starts_with(".frise/"));
    files
}

#[test]
fn pages_come_from_memory_and_are_made_anew_when_a_file_changes() {
    let folder = story();
    let before = written(&folder);
    let server = Server::start(&folder);
    let home = server.get("/");
    assert_eq!(home.code, 200);
    assert!(home.body.contains("/_frise/reload.js"), "served pages reload themselves");
    assert!(home.head.contains("content-security-policy: default-src 'none'"), "{}", home.head);
    assert!(!home.head.contains("set-cookie"));
    assert_eq!(server.get("/nulle-part/").code, 404);
    assert_eq!(server.get("/../frise.toml").code, 404);
    assert_eq!(server.get("/%2e%2e/frise.toml").code, 404);
    assert_eq!(server.get("/_frise/version").body, "1");
    assert_eq!(written(&folder), before, "serving writes nothing");

    folder.edit(
        "content/articles/2024-03-23-vallee.md",
        "Le lycée de Brassac",
        "Le collège de Brassac",
    );
    assert!(server.wait("/", "collège de Brassac"), "the site is made anew");
    let asked = Instant::now();
    assert_ne!(server.get("/_frise/version?since=1").body, "1");
    assert!(asked.elapsed() < Duration::from_secs(20), "the page does not wait");
    folder.write("content/decisions/0001-x.md", "+++\nverb = \"pim\"\n+++\n");
    assert!(server.wait("/revue/", "unknown verb"), "the reason is shown");
    assert!(server.get("/").body.contains("collège de Brassac"), "the last build is still served");
    folder.remove("content/decisions/0001-x.md");
    let start = Instant::now();
    while server.get("/revue/").body.contains("unknown verb") {
        assert!(start.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_is_not_ours_is_refused_and_writes_nothing() {
    let folder = story();
    let timeline = folder.built();
    let id = conflict(&timeline)["id"].as_str().unwrap().to_owned();
    let server = Server::start(&folder);
    let page = server.get(&format!("/revue/c/{id}/")).body;
    let token = hidden(&page, "token");
    let before = written(&folder);
    let right = |token: &str| {
        vec![
            ("token", token.to_owned()),
            ("back", format!("/revue/c/{id}/")),
            ("action", "case".to_owned()),
            ("conflict", id.clone()),
            ("fingerprint", hidden(&page, "fingerprint")),
            ("choice", "leave-open".to_owned()),
        ]
    };
    let host = &server.host;
    let port = host.rsplit(':').next().unwrap();
    let ours = format!("Host: {host}\r\nOrigin: http://{host}\r\n");
    let cases = [
        ("no token", ours.clone(), String::new()),
        ("another token", ours.clone(), token.chars().rev().collect()),
        ("no origin", format!("Host: {host}\r\n"), token.clone()),
        ("null origin", format!("Host: {host}\r\nOrigin: null\r\n"), token.clone()),
        (
            "foreign origin",
            format!("Host: {host}\r\nOrigin: https://evil.example\r\n"),
            token.clone(),
        ),
        (
            "foreign host",
            format!("Host: evil.example:{port}\r\nOrigin: http://evil.example:{port}\r\n"),
            token.clone(),
        ),
        ("cross-site", format!("{ours}Sec-Fetch-Site: cross-site\r\n"), token.clone()),
    ];
    for (what, headers, token) in &cases {
        let fields = right(token);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        for path in ["/revue/decider", "/revue/annuler"] {
            let answer = server.post_with(path, headers, &fields);
            assert_eq!(answer.code, 403, "{what}, {path}: {}", answer.body);
        }
    }
    // Another name for this machine reads nothing either.
    for path in ["/", "/revue/", "/timeline.json", "/_frise/version"] {
        let foreign = format!(
            "GET {path} HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(server.send(&foreign).code, 403, "{path}");
    }
    let json = format!(
        "POST /revue/decider HTTP/1.1\r\n{ours}Connection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    assert_eq!(server.send(&json).code, 403);
    assert_eq!(server.get("/revue/decider").code, 405);
    assert_eq!(written(&folder), before);

    let fields = right(&token);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(server.post("/revue/decider", &fields).code, 303, "the right form is taken");
    assert_eq!(folder.decisions().len(), 1);
}

#[test]
fn a_conflict_is_settled_changed_and_reopened_with_plain_forms() {
    let folder = story();
    let timeline = folder.built();
    let id = conflict(&timeline)["id"].as_str().unwrap().to_owned();
    let server = Server::start(&folder);
    let token = server.token();
    let path = format!("/revue/c/{id}/");
    let decide = |choice: &str, reason: &str| {
        let page = server.get(&path).body;
        let mut fields = vec![
            ("token", token.clone()),
            ("back", path.clone()),
            ("action", "case".to_owned()),
            ("conflict", id.clone()),
            ("fingerprint", hidden(&page, "fingerprint")),
            ("verb", "pick-date".to_owned()),
            ("target", hidden(&page, "target")),
            ("choice", choice.to_owned()),
            ("code", "noise".to_owned()),
            ("reason", reason.to_owned()),
        ];
        if page.contains("name=\"path\"") {
            fields.push(("path", hidden(&page, "path")));
            fields.push(("sha256", hidden(&page, "sha256")));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        server.post("/revue/decider", &fields)
    };
    let refused = decide("keep:2024-03-09", "");
    assert_eq!(refused.code, 422, "{}", refused.body);
    assert!(refused.body.contains("demande une raison"), "{}", refused.body);
    assert!(folder.decisions().is_empty());

    let settled = decide("keep:2024-03-09", "Le registre <b>le dit</b>.");
    assert_eq!(settled.code, 303, "{}", settled.body);
    assert!(settled.head.contains("location: /revue/?done=0001"), "{}", settled.head);
    let name = format!("content/decisions/{}", folder.decisions()[0]);
    assert!(folder.read(&name).contains("value = \"2024-03-09\""));
    assert!(folder.read(&name).contains("author = \"Ada B\""));
    let queue = server.get("/revue/?done=0001").body;
    assert!(queue.contains("0001") && queue.contains("/revue/annuler"), "{queue}");
    assert!(server.get(&path).body.contains("tranché"), "the page is rebuilt");
    assert!(!server.get("/revue/d/0001/").body.contains("<b>le dit"), "reasons are text");

    let changed = decide("dismiss", "Une coquille.");
    assert_eq!(changed.code, 303, "{}", changed.body);
    assert_eq!(folder.decisions().len(), 1, "the same file");
    assert!(folder.read(&name).contains("verb = \"dismiss\""));

    // Someone edits the file between the page and the form.
    let page = server.get("/revue/d/0001/").body;
    folder.edit(&name, "Une coquille", "Une simple coquille");
    let (file, sha256) = (hidden(&page, "path"), hidden(&page, "sha256"));
    let fields = [("token", token.as_str()), ("path", &file), ("sha256", &sha256)];
    assert_eq!(server.post("/revue/annuler", &fields).code, 409);
    assert!(folder.read(&name).contains("simple coquille"), "the edit is kept");
    let sha256 = hidden(&server.get("/revue/d/0001/").body, "sha256");
    let fields = [("token", token.as_str()), ("path", &file), ("sha256", &sha256)];
    assert_eq!(server.post("/revue/annuler", &fields).code, 303);
    assert!(folder.decisions().is_empty());
    assert!(server.get(&path).body.contains("ouvert"));
}

#[test]
fn events_are_merged_and_split_with_plain_forms() {
    let folder = story();
    let timeline = folder.built();
    let (fire, school) = (event(&timeline, "Un incendie"), event(&timeline, "lycée de Brassac"));
    let server = Server::start(&folder);
    let token = server.token();
    let token = token.as_str();
    let page = format!("/revue/e/{fire}/");
    assert!(server.get(&page).body.contains("name=\"support\""));
    let ashes = mention(&timeline, "hangar");
    let split = [
        ("token", token),
        ("action", "split"),
        ("target", &fire),
        ("support", &ashes),
        ("back", &page),
    ];
    assert_eq!(server.post("/revue/decider", &split).code, 303);
    assert_ne!(event(&folder.built(), "hangar"), event(&folder.built(), "Un incendie"));
    let merge = [
        ("token", token),
        ("action", "merge"),
        ("target", &fire),
        ("other", ""),
        ("other", &school),
    ];
    assert_eq!(server.post("/revue/decider", &merge).code, 303);
    let after = folder.built();
    assert_eq!(event(&after, "Un incendie"), event(&after, "lycée de Brassac"));
    let again =
        server.post("/revue/decider", &[("token", token), ("action", "merge"), ("target", &fire)]);
    assert_eq!(again.code, 422);
    assert_eq!(folder.decisions().len(), 2);
    folder.frise(&["review", "--list", "--state", "all"]).expect(0).prints(&["c-", "date"]);
    folder.frise(&["review"]).expect(2).says(&["needs a terminal"]);
}
