// What the browser tests share: a server for a folder, a browser, and a page of each type.
import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const MEDIA = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml",
};

/** Serves `folder` under `/sub/`; gives the address and how to stop. */
export function serve(folder) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.startsWith("/sub/") && join(folder, normalize(path.slice(5)));
    if (!file || !file.startsWith(folder) || !existsSync(file) || path.endsWith("/")) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": MEDIA[extname(file)] || "text/plain" });
    response.end(readFileSync(file));
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = `http://127.0.0.1:${server.address().port}/sub/`;
      resolve({ address, stop: () => server.close() });
    }),
  );
}

/** A browser with no profile of its own; CHROMIUM names another than the system's. */
export function browser() {
  const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const executablePath = process.env.CHROMIUM || known.find((path) => existsSync(path));
  if (!executablePath) throw new Error("no chromium: install it, or name it in CHROMIUM");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** The first folder of `folder` that is not a file and passes `wanted`. */
function some(site, folder, wanted = () => true) {
  if (!existsSync(join(site, folder))) return null;
  const names = readdirSync(join(site, folder), { withFileTypes: true });
  const found = names.find(
    (entry) =>
      entry.isDirectory() &&
      existsSync(join(site, folder, entry.name, "index.html")) &&
      wanted(readFileSync(join(site, folder, entry.name, "index.html"), "utf8")),
  );
  return found ? `${folder ? `${folder}/` : ""}${found.name}/index.html` : null;
}

/** One page of each type that the site in `folder` has: name and path. */
export function pages(site) {
  // The fullest month, and its year.
  const years = readdirSync(site).filter((name) => /^\d{4}$/.test(name));
  const months = years.flatMap((year) => {
    const inner = readdirSync(join(site, year)).filter((name) => /^\d\d$/.test(name));
    return inner.map((month) => `${year}/${month}/index.html`);
  });
  const size = (path) => readFileSync(join(site, path)).length;
  const month = months.sort((a, b) => size(b) - size(a) || (a < b ? -1 : 1))[0];
  const year = month ? month.slice(0, 4) : years.sort().pop();
  const rich = (html) => html.includes('href="#ignore"') && html.includes('class="timex"');
  const all = {
    home: "index.html",
    year: year && `${year}/index.html`,
    month,
    print: year && `${year}/impression/index.html`,
    event: some(site, "e", (html) => html.includes('class="state open"')) || some(site, "e"),
    plainEvent: some(site, "e"),
    article: some(site, "articles", rich) || some(site, "articles"),
    articles: "articles/index.html",
    conflicts: "conflits/index.html",
    conflict: some(site, "conflits", (html) => html.includes('class="state open"')) || some(site, "conflits"),
    settled: some(site, "conflits", (html) => html.includes('class="decision')),
    gone: some(site, "e", (html) => html.includes("noindex") && !html.includes('http-equiv="refresh"')),
    actors: "acteurs/index.html",
    actor: some(site, "acteurs"),
    places: "lieux/index.html",
    place: some(site, "lieux"),
    sources: "sources/index.html",
    source: some(site, "sources"),
    undated: "sans-date/index.html",
    planned: "prevu/index.html",
    leftOut: "hors-periode/index.html",
    changes: "changements/index.html",
    corrections: "corrections/index.html",
    search: "recherche/index.html",
    downloads: "donnees/index.html",
    embeds: "integrer/index.html",
    embed: some(site, "integrer/annees"),
    prose: "methode/index.html",
    notFound: "404.html",
  };
  const there = Object.entries(all).filter(([, path]) => path && existsSync(join(site, path)));
  return Object.fromEntries(there);
}

/** Prints the result of a check as a line of JSON. */
export function tell(name, problems) {
  const ok = problems.length === 0;
  process.stdout.write(`${JSON.stringify({ name, ok, problems: problems.slice(0, 20) })}\n`);
  return ok;
}
