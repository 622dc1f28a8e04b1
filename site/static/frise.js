// frise: what JavaScript adds. Every page has all its information without this file.
// No dependency, no request off-site; of the reader only a choice of keys is kept, here.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const count = (box, n) =>
    (n === 0 ? box.dataset.none : n === 1 ? box.dataset.one : box.dataset.many).replace("{n}", n);

  // Words as they are searched for; the same as `search::words` in Rust, held together by
  // tests/browser/folding.json.
  const ELIDED = new Set("l d j m t s n c qu jusqu lorsqu puisqu quoiqu presqu".split(" "));
  const fold = (text) =>
    text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/œ/g, "oe")
      .replace(/æ/g, "ae")
      .replace(/[’‘ʼʹ′＇]/g, "'");
  const words = (text) => {
    const out = [];
    for (const chunk of fold(text).split(/[^\p{Alphabetic}\p{N}']+/u)) {
      const parts = chunk.split("'");
      const last = parts.pop();
      for (const part of parts) if (part && !ELIDED.has(part)) out.push(part);
      if (last) out.push(last);
    }
    return out;
  };

  // Search: shards of words are classic scripts, added when the field is first used.
  const rows = [];
  const search = (form) => {
    const field = $("input", form);
    const box = $(".results");
    const status = $("[role=status]");
    let waiting = null;
    const show = () => {
      const wanted = words(field.value);
      box.replaceChildren();
      status.textContent = "";
      if (!wanted.length || waiting) return;
      const found = rows.filter((row) => wanted.every((word) => (" " + row[5]).includes(" " + word)));
      found.sort((a, b) => b[4] - a[4] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
      status.textContent = count(form, found.length);
      for (const [id, , when, title] of found.slice(0, 60)) {
        const link = make("a", { href: `../e/${encodeURIComponent(id)}/index.html` }, title);
        box.append(make("li", {}, link, " ", make("span", {}, when)));
      }
    };
    const load = () => {
      if (waiting !== null) return;
      const shards = form.dataset.shards.split(" ").filter(Boolean);
      waiting = shards.length;
      const done = () => {
        waiting -= 1;
        if (waiting === 0) show();
      };
      for (const name of shards) {
        const script = make("script", { src: `${name}.js` });
        script.onload = done;
        script.onerror = done;
        document.head.append(script);
      }
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("focus", load);
    field.addEventListener("input", () => {
      load();
      show();
      const query = field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname;
      history.replaceState(null, "", query);
    });
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) {
      field.value = asked;
      load();
    }
  };

  // Filters by status on pages of events; their state is in the address.
  const filters = (box) => {
    const cards = $$(".card");
    const names = new Map();
    for (const badge of $$(".card .status")) {
      const key = badge.classList[1];
      if (!names.has(key)) names.set(key, badge.dataset.word || key);
    }
    if (names.size < 2) return;
    const chosen = new Set((new URLSearchParams(location.search).get("statut") || "").split(" ").filter(Boolean));
    const status = make("p", { role: "status" });
    const apply = () => {
      let shown = 0;
      for (const card of cards) {
        const has = !chosen.size || $$(".status", card).some((badge) => chosen.has(badge.classList[1]));
        card.parentElement.hidden = !has;
        if (has) shown += 1;
      }
      for (const day of $$(".day")) day.hidden = !$(".cards > li:not([hidden])", day);
      status.textContent = chosen.size ? count(box, shown) : "";
    };
    const group = make("fieldset", {}, make("legend", {}, box.dataset.label));
    for (const [key, name] of names) {
      const input = make("input", { type: "checkbox", name: "statut", value: key });
      input.checked = chosen.has(key);
      input.addEventListener("change", () => {
        if (input.checked) chosen.add(key);
        else chosen.delete(key);
        const query = chosen.size ? `?statut=${[...chosen].join("+")}` : location.pathname;
        history.replaceState(null, "", query + location.hash);
        apply();
      });
      group.append(make("label", {}, input, " ", name), " ");
    }
    box.append(group, status);
    box.hidden = false;
    if (chosen.size) apply();
  };

  // Buttons that copy the reference of an event, and what a source says with its name.
  const copier = (put, label, done, text) => {
    if (!navigator.clipboard) return;
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = done;
    });
    put(button);
  };
  const reference = (line) =>
    copier((button) => line.after(button), line.dataset.copy, line.dataset.copied, line.textContent.trim());
  const quotes = (list) => {
    for (const mention of $$(".mention", list)) {
      const quote = $("blockquote", mention).textContent.trim();
      const source = $(".outlet", mention.closest(".cluster"))?.textContent.trim();
      const address = $("a[data-url]", mention)?.dataset.url || location.href.split("#")[0];
      const text = `«\u00a0${quote}\u00a0» ${[source, address].filter(Boolean).join(", ")}`;
      copier((button) => $("figcaption", mention).append(button), list.dataset.quote, list.dataset.copied, text);
    }
  };

  // Keys of one letter, off unless the reader turned them on (WCAG 2.1.4); this choice is all
  // that is kept, by the browser alone. Some keep nothing for pages from the disk.
  const KEYS = "frise-keys";
  const kept = (value) => {
    try {
      if (value !== undefined) localStorage.setItem(KEYS, value);
      return localStorage.getItem(KEYS) === "on";
    } catch {
      return false;
    }
  };
  let keys = kept();
  const shortcuts = (form) => {
    const box = $("input", form);
    box.checked = keys;
    box.addEventListener("change", () => {
      keys = box.checked;
      kept(keys ? "on" : "off");
    });
    form.hidden = false;
  };
  const step = (by) => {
    const links = $$(".card h2 a, .card h3 a, .card h4 a").filter((link) => link.checkVisibility());
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by]?.focus();
  };
  const follow = (place) => {
    const link = $(`link[rel=${place}]`);
    if (link) location.href = link.href;
  };
  const pressed = (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (!keys || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const does = {
      "/": () => ($("form.search input") || $('.masthead a[href$="recherche/index.html"]')).focus(),
      j: () => step(1),
      k: () => step(-1),
      n: () => follow("next"),
      p: () => follow("prev"),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  };

  window.frise = { words, shard: (more) => rows.push(...more) };
  $$("form.search").forEach(search);
  $$(".filters").forEach(filters);
  $$("[data-copy]").forEach(reference);
  $$("[data-quote]").forEach(quotes);
  $$("form.shortcuts").forEach(shortcuts);
  document.addEventListener("keydown", pressed);
})();
