// The review pages in a real browser: node review.mjs FRISE PROJECT
// PROJECT is a copy that may be written. One line of JSON for each check; exit 1 when one fails.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { createRequire } from "node:module";
import { browser, tell } from "./site.mjs";

const [frise, project] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = join(project, "content/decisions");
const files = () => (existsSync(folder) ? readdirSync(folder).sort() : []);
const read = (name) => readFileSync(join(folder, name), "utf8");

const server = spawn(frise, ["serve", project, "--port", "0", "--author", "Ada B"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const address = await new Promise((resolve, reject) => {
  createInterface(server.stdout).once("line", resolve);
  server.once("exit", (code) => reject(new Error(`frise serve ended with ${code}`)));
});
const chrome = await browser();
let good = true;

/** Runs a check on a new page; with `script: false` the browser runs no script. */
const check = async (name, run, { script = true, errors = true } = {}) => {
  const problems = [];
  const context = await chrome.newContext({ javaScriptEnabled: script, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  page.on("console", (said) => errors && said.type() === "error" && problems.push(said.text()));
  try {
    await run(page, (good, what) => good || problems.push(what));
    if ((await context.cookies()).length > 0) problems.push("a cookie was set");
  } catch (error) {
    problems.push(String(error));
  }
  await context.close();
  good = tell(name, problems) && good;
};
const open = (page, path) => page.goto(new URL(path, address).href);
const first = async (page, kind) => {
  await open(page, `/revue/?kind=${kind}`);
  await page.locator("table.queue tbody th a").first().click();
  await page.waitForURL(/\/revue\/c\//);
};

await check("review: the queue has facets and leads to both sides of a conflict", async (page, hold) => {
  await open(page, "/revue/");
  const all = await page.locator("table.queue tbody tr").count();
  hold(all > 1, `${all} lines`);
  await page.selectOption('select[name="kind"]', "date");
  await page.locator(".facets button").click();
  const dates = await page.locator("table.queue tbody tr").count();
  hold(dates > 0 && dates < all, `${dates} conflicts of dates`);
  await page.locator("table.queue tbody th a").first().click();
  hold((await page.locator(".sides section").count()) >= 2, "two sides");
  hold((await page.locator(".sides mark").count()) >= 2, "marked expressions");
  hold((await page.locator(".sides .deduced").count()) >= 2, "what was deduced");
}, { script: false });

for (const scheme of ["light", "dark"]) {
  await check(`review: axe finds nothing, ${scheme}`, async (page, hold) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 320, height: 640 });
    const seen = [];
    await first(page, "date");
    seen.push(page.url());
    seen.push(await page.locator('a[href^="/revue/e/"]').first().evaluate((a) => a.href));
    seen.push(await page.locator('a[href^="/revue/a/"]').first().evaluate((a) => a.href));
    for (const url of [new URL("/revue/", address).href, ...seen]) {
      await page.goto(url);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      hold(violations.length === 0, `${url}: ${violations.map((v) => `${v.id} ${v.nodes[0].html}`)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      hold(wide <= 320, `${url} is ${wide} pixels wide`);
    }
  });
}

await check("review: a conflict of dates is settled without a script, and undone", async (page, hold) => {
  const before = files();
  await first(page, "date");
  const conflict = page.url();
  await page.locator('input[name="choice"][data-key="1"]').check();
  await page.locator("#reason").fill("Le journal officiel le dit.");
  await page.locator("#enregistrer").click();
  await page.waitForURL(/\/revue\/\?done=/);
  const [name] = files().filter((name) => !before.includes(name));
  hold(name && /^\d{4}-pick-date-.*\.md$/.test(name), `the file ${name}`);
  const text = read(name);
  for (const words of ['verb = "pick-date"', 'author = "Ada B"', "Le journal officiel le dit."]) {
    hold(text.includes(words), `${words} in ${text}`);
  }
  await page.goto(conflict);
  hold(await page.getByText("tranché").first().isVisible(), "the conflict is settled");
  const event = await page.locator('a[href^="/revue/e/"]').first().getAttribute("href");
  await open(page, event.replace("/revue", ""));
  hold((await page.content()).includes("Le journal officiel le dit."), "the site says why");
  await open(page, `/revue/?done=${name.slice(0, 4)}`);
  await page.locator("#annuler").click();
  await page.waitForURL(/\/revue\/\?undone=/);
  hold(files().length === before.length, "the file is deleted");
  await page.goto(conflict);
  hold(await page.getByText("ouvert", { exact: false }).first().isVisible(), "it is open again");
}, { script: false });

await check("review: a conflict of figures is dismissed with keys, with a reason", async (page, hold) => {
  const before = files();
  await first(page, "figure");
  await page.keyboard.press("d");
  await page.selectOption('select[name="code"]', "other-period");
  await page.locator("#reason").fill("Deux bilans de deux jours.");
  await page.locator("#enregistrer").click();
  await page.waitForURL(/\/revue\/\?done=/);
  const [name] = files().filter((name) => !before.includes(name));
  const text = read(name);
  hold(/verb = "dismiss"/.test(text) && /code = "other-period"/.test(text), text);
});

await check("review: two events are merged, and another is split", async (page, hold) => {
  await first(page, "date");
  await page.locator('a[href^="/revue/e/"]').first().click();
  const event = page.url();
  const sentences = () => page.locator("main > .voices > li").count();
  const before = await sentences();
  await page.locator('#reunir select[name="other"]').selectOption({ index: 1 });
  await page.locator('#reunir button[value="merge"]').click();
  await page.waitForURL(/\/revue\/\?done=/);
  hold(/merge/.test(files().at(-1)), `the last file is ${files().at(-1)}`);
  await page.goto(event);
  hold((await sentences()) > before, "the event has more sentences");

  await first(page, "polarity");
  await page.locator('a[href^="/revue/e/"]').first().click();
  const other = page.url();
  const whole = await sentences();
  const taken = page.locator('#separer input[name="support"]').last();
  const mention = await taken.getAttribute("value");
  await taken.check();
  await page.locator("#separer button").click();
  await page.waitForURL(/\/revue\/\?done=/);
  const name = files().at(-1);
  hold(/split/.test(name) && read(name).includes(mention), `the last file is ${name}`);
  await page.goto(other);
  hold((await sentences()) < whole, "the event has fewer sentences");
}, { script: false });

await check("review: the page reloads itself when a file is written", async (page, hold) => {
  await open(page, "/revue/");
  await page.evaluate(() => { window.before = true; });
  const name = files().at(-1);
  const { unlinkSync } = await import("node:fs");
  await page.waitForTimeout(500);
  unlinkSync(join(folder, name));
  await page.waitForFunction(() => !window.before);
  hold(true, "");
});

await check("review: a page elsewhere cannot decide", async (page, hold) => {
  const before = files();
  await first(page, "date");
  const fields = await page.locator("form.decide").evaluate((form) =>
    new URLSearchParams(new FormData(form)).toString() + "&choice=leave-open");
  const send = (headers, body) => new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const asked = request({ hostname, port, path: "/revue/decider", method: "POST", headers: {
      "content-type": "application/x-www-form-urlencoded", ...headers } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    asked.on("error", reject);
    asked.end(body);
  });
  const host = new URL(address).host;
  const origin = `http://${host}`;
  const bare = fields.replace(/token=[^&]*&/, "");
  hold((await send({ origin: "https://ailleurs.example" }, fields)) === 403, "foreign origin");
  hold((await send({ origin, host: "ailleurs.example" }, fields)) === 403, "wrong host");
  hold((await send({ origin }, bare)) === 403, "missing token");
  // A form of another page, as a browser sends it.
  await page.goto("about:blank");
  const inputs = [...new URLSearchParams(fields)].map(([name, value]) =>
    `<input name="${name}" value="${value.replaceAll('"', "&quot;")}">`);
  await page.setContent(
    `<form method="post" action="${address}revue/decider">${inputs.join("")}<button>x</button></form>`,
  );
  const answer = page.waitForResponse((response) => response.url().endsWith("/revue/decider"));
  await page.locator("button").click();
  hold((await answer).status() === 403, "a form of another page");
  hold(files().join() === before.join(), "nothing is written");
}, { errors: false });

await chrome.close();
server.kill();
process.exit(good ? 0 : 1);
