#!/usr/bin/env python3
"""Writes the first inputs of every fuzz target to fuzz/corpus/, from tests/corpus/.

Run it from the root of the repository. Heads that the targets put before their bytes are
left out.
"""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARAGRAPH = (
    "Le conseil municipal a voté jeudi 2 mai 2024 la construction d’une école, après des années "
    "de débats, de pétitions et de promesses jamais tenues."
)


def put(target, name, data):
    folder = ROOT / "fuzz" / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def marked_articles():
    """The articles of tests/corpus/ingest: name, whether a page, bytes as they would lie."""
    for path in sorted((ROOT / "tests/corpus/ingest").glob("*.txt")):
        parts = re.split(r"(?m)^--- (.*) ---\n", path.read_text())[1:]
        for head, body in zip(parts[::2], parts[1::2]):
            name = head.split()[0]
            if "format=html" in head:
                yield name, True, body.split("\n===\n")[0].encode()
                continue
            text = re.sub(r"(?m)^[A-Z.]\|", "", body).replace("‖", "").replace("¦", "")
            encoding = re.search(r"encoding=(\S+)", head)
            encoding = encoding[1] if encoding else "utf-8"
            if encoding == "cr":
                yield name, False, text.replace("\n", "\r").encode()
            elif encoding == "double":
                yield name, False, text.encode().decode("cp1252", "ignore").encode()
            else:
                yield name, False, text.encode(encoding, "ignore")


def main():
    for name, page, data in marked_articles():
        put("html" if page else "text", name, data)
        put("text" if page else "markdown", name, data)
        body = data.decode("utf-8", "replace")
        line = {"html" if page else "text": body, "date": "2024-05-02", "url": "https://a.example/"}
        put("jsonl", name, json.dumps(line, ensure_ascii=False) + "\n")
        if not page:
            put("html", name, html(body))
        escaped = body.replace("&", "&amp;").replace("<", "&lt;")
        put("feed", name, feed(escaped))
        put("newsml", name, news(escaped))
        put("warc", name, archive(data))
        put("timex", name, body)
    for front in (
        '---\ntitle: "Une école"\ndate: 2024-05-02\ntags: [a, b]\nurl: https://a.example/\n---\n\n',
        "+++\ntitle = 'Une école'\ndate = 2024-05-02T08:00:00+02:00\n+++\n\n",
        "---\ntitre: Guerre : le fil\nlang: fr\nrecorded: Thu, 02 May 2024 08:00:00 GMT\n---\n\n",
    ):
        put("markdown", f"front-{front.count(':')}", front + PARAGRAPH)
    for path in sorted((ROOT / "tests/corpus/timex").glob("*")):
        for number, line in enumerate(path.read_text().splitlines()):
            if number % 9 == 0 and line.strip():
                put("timex", f"{path.stem}-{number}", line)


def html(body):
    paragraphs = "".join(f"<p>{line}</p>\n" for line in body.splitlines() if line)
    return (
        "<html lang=fr><head><meta charset=utf-8><title>Une école | Le Phare</title>"
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":"
        "\"2024-05-02T08:00:00+02:00\"}</script><meta property='og:site_name' content='Le Phare'>"
        "</head><body><nav><ul><li>Accueil</ul></nav><article><h1>Une école</h1>"
        f"<time datetime='2024-05-02'>2 mai</time>{paragraphs}</article></body></html>"
    )


def feed(body):
    return (
        f'version="2.0"><channel><title>Le Phare</title><item><title>Une école</title>'
        f"<link>https://a.example/</link><pubDate>Thu, 02 May 2024 08:00:00 +0200</pubDate>"
        f"<description>{body}</description></item></channel></rss>"
    )


def news(body):
    return (
        f'guid="urn:x" version="1" xml:lang="fr"><itemMeta><provider literal="APN"/><versionCreated>'
        f"2024-05-02T09:00:00+02:00</versionCreated></itemMeta><contentMeta><headline>Une école"
        f"</headline></contentMeta><contentSet><inlineXML><html><body><p>{body}</p></body></html>"
        f"</inlineXML></contentSet></newsItem>"
    )


def archive(page):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html lang=fr><p>" + page
    head = (
        "\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
        f"WARC-Date: 2024-05-03T10:00:00Z\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


main()
