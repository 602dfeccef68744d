// Charts of the back office: ECharts with only the parts in use, drawn as SVG. Each takes a plain record; the page says all words.
import { drawEmotionCurve } from "./emotion-curve.js";
import { drawTrend } from "./trend.js";

const drawn = new Map();

/**
 * Draws the emotion curve of a persona map into el, or draws it again with other data.
 * @param {HTMLElement} el
 * @param {{ lines?: { label: string, colour: string, dash: number[], marker: string, points: object[] }[], points?: { key: string, label: string, score: number|null, low: number|null, high: number|null, n: number,
 *   badge: "reliable"|"indicative"|"insufficient", hypothesis?: number|null, isPeak?: boolean, isLast?: boolean, words?: string[]|string }[],
 *   texts?: Record<string, string>, columns?: number[] }} data columns: widths of the map's columns in px, when the curve must stand under them
 */
function emotionCurve(el, data) {
  drawn.get(el)?.dispose();
  drawn.set(el, drawEmotionCurve(el, data));
}

globalThis.StageSurveys = Object.assign(globalThis.StageSurveys ?? {}, { emotionCurve });

// A page of trends has dozens of small charts: each is drawn when it comes near. <div data-trend="id-of-the-json-script" data-row data-dimension data-label></div>
const read = new WeakMap();
const near = new IntersectionObserver((entries) => {
  for (const { target: el, isIntersecting } of entries) {
    const source = isIntersecting && document.getElementById(el.dataset.trend);
    if (!source) continue;
    near.unobserve(el);
    if (!read.has(source)) read.set(source, JSON.parse(source.textContent));
    const { periods, scales, rows } = read.get(source);
    const { row, dimension, label } = el.dataset;
    drawn.set(el, drawTrend(el, { periods, scale: scales[dimension], marks: rows[row][dimension].map((mark) => mark ?? null), dimension, label }));
  }
}, { rootMargin: "300px" });
// On paper everything is near.
addEventListener("beforeprint", () => { for (const el of document.querySelectorAll("[data-trend]")) { near.unobserve(el); near.observe(el); } });

// <div data-emotion-curve="id-of-the-json-script"></div> needs no script of the page.
function find(root) {
  for (const el of root.querySelectorAll("[data-emotion-curve]")) {
    const source = document.getElementById(el.dataset.emotionCurve);
    if (source && !drawn.has(el)) emotionCurve(el, JSON.parse(source.textContent));
  }
  for (const el of root.querySelectorAll("[data-trend]")) if (!drawn.has(el)) near.observe(el);
  for (const [el, chart] of drawn) if (!el.isConnected) { chart.dispose(); drawn.delete(el); }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => find(document));
else find(document);
document.addEventListener("htmx:afterSettle", () => find(document));
document.addEventListener("theme:changed", () => { for (const chart of drawn.values()) chart.redraw(); });
