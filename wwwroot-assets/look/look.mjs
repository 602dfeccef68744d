// Opens what the bundles draw in a real browser: pictures into look/shots, axe on each, and one customer's way through the answer page.
//   npm run look            (CHROMIUM=/path/to/chromium when it is not /usr/bin/chromium)
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const shots = path.join(path.dirname(fileURLToPath(import.meta.url)), "shots");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
await mkdir(shots, { recursive: true });
const { state, address, close } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
let failures = 0;

async function open(width, scheme, url) {
  const page = await browser.newPage({ viewport: { width, height: width < 600 ? 844 : 900 }, colorScheme: scheme, reducedMotion: "reduce" });
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) console.log(`  console: ${message.text()}`); });
  page.on("pageerror", (error) => { failures++; console.log(`  error: ${error.stack}`); });
  await page.goto(address + url);
  return page;
}

async function check(page, name) {
  await page.screenshot({ path: path.join(shots, name + ".png"), fullPage: true });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of violations) {
    failures++;
    console.log(`  axe ${name}: ${violation.id} (${violation.impact}) ${violation.help}`);
    for (const node of violation.nodes.slice(0, 4)) console.log(`      ${node.html.slice(0, 160)} ${node.failureSummary.split("\n")[1] ?? ""}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) { failures++; console.log(`  ${name}: ${wide} px too wide`); }
}

async function small(page) {
  return page.evaluate(() => [...document.querySelectorAll("button, a, label.ss-tile, label.ss-pill, label.sd-rating__item, .sd-selectbase__label, select, textarea")]
    .filter((e) => e.getClientRects().length && !e.closest("[hidden]")).map((e) => [e.className || e.tagName, e.getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 43.5).map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`));
}

const started = { feeling: 2, problems: [{ problem: "late", severity: 3, resolved: "no" }] };
const more = { ...started, emotion: { word: "worried", intensity: 2 }, goal: "partly", nps: 6, csat: 3, where: ["door"], parts: { driver: 2 } };
const saved = (answers) => encodeURIComponent(JSON.stringify(answers));

try {
  if (!process.argv.includes("--back")) for (const width of [390, 1440]) for (const lang of ["fr", "en"]) for (const scheme of ["light", "dark"]) {
    const page = await open(width, scheme, `/s/t?lang=${lang}`);
    await page.waitForSelector(".ss-face");
    await check(page, `answer-${width}-${lang}-${scheme}-0`);
    await page.goto(`${address}/s/t?lang=${lang}&answers=${saved(started)}`);
    await page.waitForSelector(".ss-details");
    await check(page, `answer-${width}-${lang}-${scheme}-1`);
    await page.goto(`${address}/s/t?lang=${lang}&page=1&answers=${saved(more)}`);
    await page.waitForSelector(".ss-word");
    await check(page, `answer-${width}-${lang}-${scheme}-2`);
    if (width === 390) for (const target of await small(page)) { failures++; console.log(`  target too small: ${target}`); }
    await page.close();
  }

  // A customer's way: by keyboard and tap, an error, another device, a refusal of the server, no connection, a double click.
  const page = await open(390, "light", "/s/t?lang=fr");
  await page.waitForSelector(".ss-face");
  await page.click(".go");
  await page.waitForSelector(".sd-question__erbox");
  await check(page, "answer-errors");
  await page.focus(".ss-face input");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.click("text=La livraison est arrivée en retard");
  await page.click(".go");
  await page.waitForSelector("text=Indiquez la gravité");
  await check(page, "answer-severity");
  assert.match(await page.evaluate(() => document.activeElement.id), /severity/);
  await page.click("text=Grave");
  await page.waitForTimeout(900);
  assert.deepEqual(state.drafts.at(-1), { answers: { feeling: 2, problems: [{ problem: "late", severity: 3 }] }, page: 0 });
  await page.click(".go");
  await page.waitForSelector(".ss-word");
  await page.click("text=Inquiet(ète)");
  await page.click("text=Assez");
  await page.click("text=En partie");
  await page.context().setOffline(true);
  await page.fill("textarea", "Trop tard");
  await page.click("h2");
  await page.waitForSelector('#answer-state[data-state="notSaved"]');
  await page.click(".go");
  await page.waitForSelector("#answer-alert:not([hidden])");
  await check(page, "answer-offline");
  await page.context().setOffline(false);
  state.nextSubmit = { status: 422, body: { errors: [{ field: "feeling", reason: "Cette réponse n’est pas valable." }] } };
  await page.click(".go");
  await page.waitForSelector("text=Cette réponse n’est pas valable.");
  await check(page, "answer-refused");
  await page.click(".go");
  await page.waitForSelector(".ss-word");
  const before = state.submits.length;
  await page.dblclick(".go");
  await page.waitForURL("**/thanks");
  assert.equal(state.submits.length, before + 1);
  assert.deepEqual(state.submits.at(-1).answers, {
    feeling: 2, problems: [{ problem: "late", severity: 3 }], emotion: { word: "worried", intensity: 2 }, goal: "partly", words: "Trop tard",
  });

  // What a phone loads.
  const fresh = await browser.newPage();
  const got = [];
  fresh.on("response", async (response) => got.push((await response.request().sizes()).responseBodySize));
  await fresh.goto(address + "/s/t?lang=fr");
  await fresh.waitForSelector(".ss-face");
  await fresh.waitForTimeout(300);
  const total = got.reduce((a, b) => a + b, 0);
  console.log(`answer page: ${got.length} requests, ${(total / 1000).toFixed(1)} kB`);
  assert.ok(got.length <= 6 && total <= 340_000);

  const back = process.argv.includes("--no-back") ? null : (await import("./look-back.mjs")).lookBack;
  await back?.({ open, check, address });
} finally {
  await browser.close();
  close();
}
console.log(failures === 0 ? "all well" : `${failures} findings`);
process.exitCode = failures === 0 ? 0 : 1;
