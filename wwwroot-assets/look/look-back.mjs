import assert from "node:assert/strict";
import { definition } from "./definition.mjs";

/** The back office's pieces: curve, lists, dialog, preview of a questionnaire. */
export async function lookBack({ open, check }) {
  for (const width of [390, 1440]) for (const scheme of ["light", "dark"]) {
    const page = await open(width, scheme, "/back");
    await page.waitForSelector("[data-emotion-curve] svg");
    await page.waitForFunction(() => globalThis.StageSurveys?.preview);
    await page.evaluate((json) => globalThis.StageSurveys.preview(document.getElementById("preview"), json, "fr"), definition);
    await page.evaluate((json) => globalThis.StageSurveys.preview(document.getElementById("preview"), json, "fr"), { ...definition, pages: definition.pages.slice(0, 1) });
    await page.waitForSelector("#preview .ss-face");
    await check(page, `back-${width}-${scheme}`);
    await page.close();
  }

  const page = await open(1440, "light", "/back");
  await page.waitForSelector("[data-emotion-curve] svg");
  const sent = [];
  page.on("request", (request) => { if (request.url().endsWith("/order")) sent.push([request.postDataJSON().ids, request.headers()["x-csrf-token"]]); });
  await page.focus('[data-id="1"] [data-move="down"]');
  await page.keyboard.press("Alt+ArrowDown");
  await page.waitForTimeout(400);
  assert.deepEqual(sent.at(-1), [["2", "1", "3"], "token"]);
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-id]").dataset.id), "1");
  assert.match(await page.textContent("body > .visually-hidden"), /Découverte.*2 sur 3/);
  await page.click('[data-id="3"] [data-move="up"]');
  await page.waitForTimeout(400);
  assert.deepEqual(sent.at(-1)[0], ["2", "3", "1"]);
  await page.evaluate(() => document.getElementById("delete").addEventListener("click", () => { globalThis.deleted = (globalThis.deleted ?? 0) + 1; }));
  await page.click("#delete");
  await check(page, "back-dialog");
  await page.click("dialog >> text=Annuler");
  assert.equal(await page.evaluate(() => globalThis.deleted), undefined);
  await page.click("#delete");
  await page.click('dialog button[value="yes"]');
  await page.waitForFunction(() => globalThis.deleted === 1);
  await page.fill("#n", "x");
  assert.equal(await page.getAttribute("form[data-guard]", "data-dirty"), "true");
  await page.close();
}
