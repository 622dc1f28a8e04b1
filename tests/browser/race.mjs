// How soon a reader sees a month: a page of ours beside vis-timeline and TimelineJS with the
// same events, all from one server in one browser. node race.mjs SITE YYYY/MM [RUNS]
// Prints a table in Markdown: medians of RUNS cold loads.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { browser } from "./site.mjs";

const [folder = "site", month, runs = "5"] = process.argv.slice(2);
const site = resolve(folder);
const require = createRequire(import.meta.url);
const page = readFileSync(join(site, month, "index.html"), "utf8");
const shown = new Set([...page.matchAll(/<article id="(e-[a-z0-9]+)"/g)].map(([, id]) => id));
const { events } = JSON.parse(readFileSync(join(site, "timeline.json"), "utf8"));
const here = events.filter((event) => shown.has(event.id) && event.begin);
const told = JSON.parse(readFileSync(join(site, "donnees/timelinejs.json"), "utf8"));
const knight = { ...told, events: told.events.filter((event) => shown.has(event.unique_id)) };
const items = here.map(({ id, title, begin }) => ({ id, content: title, start: begin }));
const vis = dirname(require.resolve("vis-timeline/package.json"));
const tl = dirname(require.resolve("@knight-lab/timelinejs/dist/js/timeline.js"));
const head = "<!doctype html><meta charset=utf-8><title>t</title>";
const files = {
  "/vis/": `${head}<link rel=stylesheet href=vis.css><div id=t></div><script src=vis.js></script><script src=run.js></script>`,
  "/vis/vis.js": readFileSync(join(vis, "standalone/umd/vis-timeline-graph2d.min.cjs")),
  "/vis/vis.css": readFileSync(join(vis, "styles/vis-timeline-graph2d.min.css")),
  "/vis/run.js": `new vis.Timeline(document.getElementById("t"), new vis.DataSet(${JSON.stringify(items)}), {});`,
  "/timelinejs/": `${head}<link rel=stylesheet href=tl.css><div id=t style="height:700px"></div><script src=tl.js></script><script src=run.js></script>`,
  "/timelinejs/tl.js": readFileSync(join(tl, "timeline.js")),
  "/timelinejs/tl.css": readFileSync(join(tl, "../css/timeline.css")),
  "/timelinejs/run.js": `new TL.Timeline("t", ${JSON.stringify(knight)}, { language: "en" });`,
};
const media = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript" };
let weight = 0;
const server = createServer((request, response) => {
  const path = new URL(request.url, "http://x").pathname;
  let body = files[path];
  if (!body && path.startsWith("/frise/")) body = readFileSync(join(site, path.slice(7)));
  if (!body) return response.writeHead(404).end();
  const kind = path.endsWith("/") ? "html" : path.split(".").pop();
  weight += Buffer.byteLength(body);
  response.writeHead(200, { "content-type": media[kind] || "text/plain" }).end(body);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;
const ways = [
  ["frise", `/frise/${month}/index.html`, ".card"],
  ["vis-timeline", "/vis/", ".vis-item-content"],
  ["TimelineJS", "/timelinejs/", ".tl-timemarker"],
];
const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
const chrome = await browser();
console.log(`| ${here.length} events of ${month} | first paint, s | all events there, s | elements | kB sent |`);
console.log("| --- | --- | --- | --- | --- |");
for (const [name, path, mark] of ways) {
  const paints = [];
  const wholes = [];
  let nodes = 0;
  for (let run = 0; run < Number(runs); run += 1) {
    const context = await chrome.newContext({ viewport: { width: 1280, height: 900 } });
    const tab = await context.newPage();
    weight = 0;
    // The last of the events is in the document, then a frame is drawn.
    await tab.addInitScript(`(() => {
      const look = () => document.querySelectorAll(${JSON.stringify(mark)}).length >= ${here.length}
        ? requestAnimationFrame(() => setTimeout(() => { window.whole = performance.now(); }))
        : setTimeout(look, 4);
      look();
    })()`);
    await tab.goto(base + path, { timeout: 120_000 });
    await tab.waitForFunction(() => window.whole, null, { timeout: 120_000 });
    const [paint, whole, all] = await tab.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? window.whole,
      window.whole,
      document.getElementsByTagName("*").length,
    ]);
    paints.push(paint);
    wholes.push(whole);
    nodes = all;
    await context.close();
  }
  const seconds = (list) => (middle(list) / 1000).toFixed(2);
  console.log(`| ${name} | ${seconds(paints)} | ${seconds(wholes)} | ${nodes} | ${Math.round(weight / 1000)} |`);
}
await chrome.close();
server.close();
