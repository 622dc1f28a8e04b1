// Takes the picture of the README: node shot.mjs SITE docs/images/home.png [PAGE]
import { resolve } from "node:path";
import { browser, serve } from "./site.mjs";

const [site, picture, path = "index.html"] = process.argv.slice(2);
const { address, stop } = await serve(resolve(site));
const chrome = await browser();
const page = await chrome.newPage({ viewport: { width: 1200, height: 800 } });
await page.goto(address + path);
await page.screenshot({ path: picture });
await chrome.close();
stop();
