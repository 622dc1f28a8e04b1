// What machines read of a site, read by libraries that have nothing to do with frise:
// node data.mjs SITE. One line of JSON for each check; exit 1 when one fails.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import ICAL from "ical.js";
import jsonld from "jsonld";
import edtf from "edtf";
import { parse as markwhen } from "@markwhen/parser";
import { tell } from "./site.mjs";

const site = resolve(process.argv[2] || "site");
const read = (path) => readFileSync(join(site, path), "utf8");
const timeline = JSON.parse(read("timeline.json"));
let good = true;
const check = async (name, run) => {
  const problems = [];
  try {
    await run((holds, what) => holds || problems.push(what));
  } catch (error) {
    problems.push(String(error));
  }
  good = tell(name, problems) && good;
};
const next = (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

await check("the calendar has the days of the timeline, in every zone", async (hold) => {
  const events = new Map(timeline.events.map((event) => [event.id, event]));
  for (const zone of ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    process.env.TZ = zone;
    const calendar = new ICAL.Component(ICAL.parse(read("flux/agenda.ics")));
    const entries = calendar.getAllSubcomponents("vevent");
    hold(entries.length > 0, "no entry");
    for (const entry of entries) {
      const { uid, startDate, endDate } = new ICAL.Event(entry);
      const event = events.get(uid.split("@")[0]);
      hold(startDate.isDate && endDate.isDate, `${uid}: not whole days`);
      hold(startDate.toString() === event?.begin, `${zone}: ${uid} begins ${startDate}, not ${event?.begin}`);
      hold(endDate.toString() === next(event.end), `${zone}: ${uid} ends ${endDate}, after ${event.end}`);
    }
  }
});

await check("JSON-LD says what it says to a processor that knows schema.org", async (hold) => {
  // The published contexts are not asked for: terms are read in the vocabulary itself.
  const vocabulary = { "@context": { "@vocab": "https://schema.org/", id: "@id", type: "@type" } };
  const documentLoader = async (url) => ({ contextUrl: null, documentUrl: url, document: vocabulary });
  const pages = readdirSync(join(site, "e")).map((id) => `e/${id}/index.html`);
  let events = 0;
  for (const page of pages.slice(0, 40)) {
    const [, script] = read(page).match(/<script type="application\/ld\+json">(.*?)<\/script>/s) || [];
    if (!script) continue;
    hold(!/:null\b/.test(script), `${page}: a null`);
    const quads = await jsonld.toRDF(JSON.parse(script), { documentLoader });
    const named = (term) => quads.filter((quad) => quad.predicate.value === `https://schema.org/${term}`);
    hold(named("about").length === 1 && named("subjectOf").length > 0, `${page}: ${quads.length} statements`);
    for (const { object } of named("startDate")) hold(/^\d{4}(-\d\d){0,2}/.test(object.value), `${page}: ${object.value}`);
    events += 1;
  }
  hold(events > 0, "no page has any");
  for (const path of ["donnees/ro-crate-metadata.json", "donnees/annotations.jsonld"]) {
    const quads = await jsonld.toRDF(JSON.parse(read(path)), { documentLoader, base: "https://a.example/" });
    hold(quads.length > 20, `${path}: ${quads.length} statements`);
  }
});

await check("the crate describes the files that are there", async (hold) => {
  const graph = JSON.parse(read("donnees/ro-crate-metadata.json"))["@graph"];
  const files = graph.filter((entity) => entity["@type"] === "File");
  hold(files.length > 8, `${files.length} files`);
  for (const file of files) {
    const { size } = statSync(join(site, "donnees", file["@id"]));
    hold(String(size) === file.contentSize, `${file["@id"]}: ${size} bytes, not ${file.contentSize}`);
  }
});

await check("every date is EDTF, with bounds that hold it", async (hold) => {
  let dated = 0;
  for (const { id, date, begin, end } of timeline.events) {
    if (date === null) continue;
    dated += 1;
    const value = edtf(date, { level: 3 });
    const day = (time) => new Date(time).toISOString().slice(0, 10);
    // Its seasons begin elsewhere than ours, which is why bounds stand beside the date.
    if (/^\d{4}-(2[1-4]|3\d|4\d)/.test(date) || value.type === "Interval") continue;
    hold(begin === null || begin >= day(value.min), `${id}: ${date} begins ${begin}`);
    hold(end === null || end <= day(value.max), `${id}: ${date} ends ${end}`);
  }
  hold(dated > 0, "no date");
});

await check("Markwhen reads our text for it", async (hold) => {
  const text = read("donnees/frise.mw");
  const { parseMessages, events } = markwhen(text);
  hold(parseMessages.length === 0, JSON.stringify(parseMessages.slice(0, 3)));
  const written = text.split("\n").filter((line) => /^\S.*\(e-[a-z0-9]+\)$/.test(line));
  hold(events.children.length === written.length && written.length > 0, `${events.children.length} of ${written.length} events`);
  for (const [index, { dateRangeIso }] of events.children.entries()) {
    const begin = written[index]?.slice(0, 10);
    if (/^\d{4}-\d\d-\d\d/.test(begin)) hold(dateRangeIso.fromDateTimeIso.startsWith(begin), `${written[index]}: ${dateRangeIso.fromDateTimeIso}`);
  }
});

process.exit(good ? 0 : 1);
