// The bars of a published site, in a real browser: node check.mjs SITE [WORD]
// With WORD, only the checks whose name has it.
// One line of JSON for each check; exit 1 when one fails.
import { existsSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { browser, pages, serve, tell } from "./site.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const site = resolve(process.argv[2] || "site");
const sorts = pages(site);
const { address, stop } = await serve(site);
const chrome = await browser();
let good = true;
const check = async (name, run) => {
  if (!name.includes(process.argv[3] || "")) return;
  const problems = [];
  try {
    await run(problems);
  } catch (error) {
    problems.push(String(error));
  }
  good = tell(name, problems) && good;
};
const eachPage = async (options, run) => {
  const context = await chrome.newContext(options);
  const page = await context.newPage();
  for (const [sort, path] of Object.entries(sorts)) await run(page, sort, path);
  await context.close();
};
// What was never near the screen has a size that is only guessed, and may seem to lie under what
// follows: a reader who has seen a page to its end has the true one.
const readThrough = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
      scrollTo({ top: at, behavior: "instant" });
      await frame();
    }
    scrollTo({ top: 0, behavior: "instant" });
    await frame();
  });
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

for (const colorScheme of ["light", "dark"]) {
  for (const [device, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await check(`axe finds nothing, ${colorScheme}, ${device}`, async (problems) => {
      await eachPage({ colorScheme, viewport, bypassCSP: true }, async (page, sort, path) => {
        await page.goto(address + path);
        await readThrough(page);
        await page.evaluate(axe);
        const found = await page.evaluate(() =>
          window.axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          }),
        );
        for (const rule of found.violations) {
          const where = rule.nodes.map((node) => node.target.join(" ")).slice(0, 3);
          problems.push(`${sort}: ${rule.id}: ${where.join(" | ")}: ${rule.nodes[0].failureSummary}`);
        }
      });
    });
  }
}

await check("nothing overflows at 320 px", async (problems) => {
  await eachPage({ viewport: { width: 320, height: 640 } }, async (page, sort, path) => {
    await page.goto(address + path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 320) problems.push(`${sort}: ${width} px`);
  });
});

// axe lets a low link pass where nothing is near, which is a matter of luck in lists.
await check("links of lists are tall enough for a finger", async (problems) => {
  await eachPage({ viewport: PHONE }, async (page, sort, path) => {
    await page.goto(address + path);
    await readThrough(page);
    const low = await page.evaluate(() => {
      const links = [...document.querySelectorAll(".subject a, .entry a, .library .facts a, .dispute a, .links a, nav a")];
      const seen = links.filter((link) => link.checkVisibility());
      return seen.filter((link) => link.getBoundingClientRect().height < 24).map((link) => link.textContent);
    });
    if (low.length) problems.push(`${sort}: ${low.slice(0, 3)}`);
  });
});

await check("every page says the same without JavaScript", async (problems) => {
  const text = async (page) =>
    page.evaluate(() => {
      const copy = document.body.cloneNode(true);
      for (const extra of copy.querySelectorAll(".filters, form.search, button, [role=status]")) extra.remove();
      return copy.textContent.replace(/\s+/g, " ").trim();
    });
  const texts = {};
  for (const javaScriptEnabled of [true, false]) {
    await eachPage({ javaScriptEnabled, viewport: DESKTOP }, async (page, sort, path) => {
      await page.goto(address + path);
      // Scripting of the page is off; that of the test is not.
      const said = await text(page).catch(async () => page.textContent("body"));
      if (texts[sort] !== undefined && texts[sort] !== said) problems.push(sort);
      texts[sort] = said;
      if (said.length < 80) problems.push(`${sort}: only ${said.length} characters`);
    });
  }
});

await check("no request leaves the site and the console stays empty", async (problems) => {
  await eachPage({ viewport: DESKTOP }, async (page, sort, path) => {
    page.removeAllListeners(); // Those of the page before.
    page.on("request", (request) => {
      if (!request.url().startsWith(address)) problems.push(`${sort}: ${request.url()}`);
    });
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`${sort}: ${message.text()}`);
    });
    page.on("pageerror", (error) => problems.push(`${sort}: ${error}`));
    await page.goto(address + path);
  });
});

await check("Tab reaches every control, and focus is seen", async (problems) => {
  await eachPage({ viewport: DESKTOP }, async (page, sort, path) => {
    await page.goto(address + path);
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")];
      const seen = all.filter((element) => element.checkVisibility({ contentVisibilityAuto: false }));
      seen.forEach((element, index) => element.setAttribute("data-tab", index));
      return seen.length;
    });
    if (wanted > 400) return;
    const reached = new Set();
    for (let press = 0; press < wanted + 5; press += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        const outline = getComputedStyle(element).outlineStyle;
        return [element.getAttribute("data-tab"), outline];
      });
      if (at[0] !== null) {
        reached.add(at[0]);
        if (at[1] === "none") problems.push(`${sort}: focus is not seen on ${at[0]}`);
      }
    }
    if (reached.size < wanted) problems.push(`${sort}: ${reached.size} of ${wanted}`);
  });
});

await check("words are folded in the browser as the shared vectors say", async (problems) => {
  const vectors = JSON.parse(readFileSync(new URL("folding.json", import.meta.url), "utf8"));
  const page = await chrome.newPage();
  await page.goto(address + sorts.search);
  for (const [text, expected] of vectors) {
    const words = await page.evaluate((given) => window.frise.words(given), text);
    if (JSON.stringify(words) !== JSON.stringify(expected)) problems.push(`${text}: ${words}`);
  }
  await page.close();
});

await check("search finds events, served and from the disk", async (problems) => {
  const { events } = JSON.parse(readFileSync(join(site, "timeline.json"), "utf8"));
  const long = (word) => word.length > 4;
  const asked = events.slice(0, 5).map((event) => [event, event.title.split(/[^\p{L}\p{N}]+/u).filter(long)]);
  for (const root of [address, `file://${site}/`]) {
    const page = await chrome.newPage();
    await page.goto(root + sorts.search);
    for (const [event, words] of asked.filter(([, words]) => words.length > 1)) {
      await page.fill("#q", words.slice(0, 2).join(" ").toUpperCase());
      const link = page.locator(`.results a[href*="${event.id}"]`);
      await link.first().waitFor({ timeout: 5000 }).catch(() => problems.push(`${root}: ${words}`));
    }
    await page.close();
  }
});

await check("text fragments land on their quotes", async (problems) => {
  const cases = JSON.parse(readFileSync(new URL("fragments.json", import.meta.url), "utf8"));
  for (const { name, html, directive } of cases) {
    const page = await chrome.newPage();
    const far = `<!doctype html><meta charset=utf-8><div style="height:4000px"></div>${html}<div style="height:4000px">`;
    await page.route("http://fragment.example/", (route) => route.fulfill({ contentType: "text/html", body: far }));
    await page.goto(`http://fragment.example/#:~:text=${directive}`);
    await page.waitForFunction(() => window.scrollY > 1000, { timeout: 3000 }).catch(() => problems.push(name));
    await page.close();
  }
});

await check("pages stand without a server: every link of every sort leads to a file", async (problems) => {
  const page = await chrome.newPage();
  for (const [sort, path] of Object.entries(sorts)) {
    await page.goto(`file://${site}/${path}`);
    const { links, styled } = await page.evaluate(() => ({
      links: [...document.querySelectorAll("a[href], link[href], script[src]")].map((e) => e.href || e.src),
      styled: getComputedStyle(document.querySelector("main")).getPropertyValue("--paper") !== "",
    }));
    if (!styled) problems.push(`${sort}: no style`);
    for (const link of links.filter((link) => link.startsWith("file:"))) {
      if (!existsSync(fileURLToPath(link.split(/[?#]/)[0]))) problems.push(`${sort}: ${link}`);
    }
  }
  await page.close();
});

await check("pages stay in their budgets", async (problems) => {
  const packed = (path) => gzipSync(readFileSync(join(site, path))).length;
  const weigh = (path, limit) => {
    const size = packed(path);
    if (size > limit) problems.push(`${path}: ${size} bytes packed, at most ${limit}`);
  };
  weigh("static/frise.css", 10_000);
  weigh("static/frise.js", 12_000);
  const page = await chrome.newPage();
  for (const [sort, limit] of [["home", 60_000], ["month", 120_000], ["year", 120_000], ["event", 30_000], ["article", 60_000], ["source", 120_000]]) {
    if (!sorts[sort]) continue;
    const { length } = readFileSync(join(site, sorts[sort]));
    if (length > limit) problems.push(`${sort}: ${length} bytes, at most ${limit}`);
    await page.goto(address + sorts[sort]);
    const nodes = await page.evaluate(() => document.getElementsByTagName("*").length);
    if (nodes > 2_500) problems.push(`${sort}: ${nodes} nodes`);
  }
  await page.close();
});

await check("paper has the words and the addresses, and no controls", async (problems) => {
  await eachPage({ viewport: { width: 700, height: 1000 }, colorScheme: "dark" }, async (page, sort, path) => {
    await page.goto(address + path);
    await page.emulateMedia({ media: "print" });
    const { controls, ink, wide, silent } = await page.evaluate(() => {
      const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
      const after = (link) => getComputedStyle(link, "::after").content;
      return {
        controls: shown("nav ul, nav ol, form, button, .filters, .skip").map((e) => e.className || e.tagName),
        ink: [document.body, document.documentElement].map((e) => getComputedStyle(e)).map((s) => [s.color, s.backgroundColor]),
        wide: document.documentElement.scrollWidth > innerWidth,
        silent: shown("a[data-url]").filter((link) => !after(link).includes(link.dataset.url)).length,
      };
    });
    // The ways from a year to its months are part of what it says.
    const left = controls.filter((name) => name !== "links" || sort === "event");
    if (left.length) problems.push(`${sort}: ${left}`);
    if (ink[0][0] !== "rgb(0, 0, 0)" || ink[1][1] !== "rgb(255, 255, 255)") problems.push(`${sort}: ${ink}`);
    if (wide) problems.push(`${sort}: too wide`);
    if (silent) problems.push(`${sort}: ${silent} links without their address`);
    await page.emulateMedia({ media: null });
  });
});

await check("a quote is copied with its source, and keys work once they are wanted", async (problems) => {
  const context = await chrome.newContext({ viewport: DESKTOP, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await page.goto(address + sorts.event);
  const button = page.locator(".mention button").first();
  await button.click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const quote = (await page.locator(".mention blockquote").first().textContent()).trim();
  const outlet = (await page.locator(".cluster .outlet").first().textContent()).trim();
  if (!copied.startsWith(`«\u00a0${quote}\u00a0» ${outlet}, http`)) problems.push(copied);
  const focused = () => page.evaluate(() => document.activeElement.closest(".card")?.id || "");
  await page.goto(address + sorts.month);
  await page.keyboard.press("j");
  if (await focused()) problems.push("keys work before they are wanted");
  await page.goto(address + sorts.search);
  await page.locator("form.shortcuts input").check();
  await page.goto(address + sorts.month);
  await page.keyboard.press("j");
  const first = await focused();
  if (!first) problems.push("j finds no event");
  const cards = await page.locator(".card").count();
  await page.keyboard.press("j");
  if (cards > 1 && (await focused()) === first) problems.push("j does not go on");
  await page.keyboard.press("k");
  if ((await focused()) !== first && cards > 1) problems.push("k does not go back");
  await page.goto(address + sorts.search);
  await page.keyboard.press("/");
  await page.keyboard.type("j/k");
  if ((await page.inputValue("#q")) !== "j/k") problems.push("what is typed is taken for keys");
  await context.close();
});

await check("TimelineJS shows what we export for it", async (problems) => {
  const page = await chrome.newPage();
  const folder = dirname(require.resolve("@knight-lab/timelinejs/dist/js/timeline.js"));
  const told = JSON.parse(readFileSync(join(site, "donnees/timelinejs.json"), "utf8"));
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.route("http://timelinejs.example/**", (route) => {
    const { pathname } = new URL(route.request().url());
    const body = {
      "/": '<!doctype html><meta charset=utf-8><div id="t" style="height:600px"></div><script src="/timeline.js"></script>',
      "/timeline.js": readFileSync(join(folder, "timeline.js")),
    }[pathname];
    return body ? route.fulfill({ body, contentType: pathname === "/" ? "text/html" : "text/javascript" }) : route.fulfill({ status: 404 });
  });
  await page.goto("http://timelinejs.example/");
  await page.evaluate((data) => { window.shown = new window.TL.Timeline("t", data, { language: "en" }); }, told);
  await page.waitForFunction((n) => document.querySelectorAll(".tl-timemarker").length === n, told.events.length, { timeout: 30_000 });
  // It takes headlines for HTML: what is to be seen is what they say as HTML.
  const missing = await page.evaluate((headlines) => {
    const said = document.body.textContent;
    const read = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;
    return headlines.filter((headline) => !said.includes(read(headline)));
  }, told.events.map(({ text }) => text.headline));
  problems.push(...missing);
  await page.close();
});

await check("the pages are valid HTML", async (problems) => {
  const jar = require.resolve("vnu-jar/build/dist/vnu.jar");
  const files = Object.values(sorts).map((path) => join(site, path));
  try {
    execFileSync("java", ["-jar", jar, "--errors-only", "--format", "json", ...files], { stdio: "pipe", maxBuffer: 1 << 26 });
  } catch (error) {
    const { messages } = JSON.parse(error.stderr.toString());
    for (const message of messages) problems.push(`${message.url.replace(`file:${site}/`, "")}:${message.lastLine}: ${message.message}`);
  }
});

await chrome.close();
stop();
process.exit(good ? 0 : 1);
