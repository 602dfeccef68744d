import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { aside } from "./labels.js";
import { sample } from "./monotone.js";

use([CustomChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

const words = {
  en: { insufficient: "Insufficient", peak: "peak", last: "end", measured: "measured", hypothesis: "hypothesis", interval: "interval", indicative: "indicative", summary: "Emotion curve" },
  fr: { insufficient: "Insuffisant", peak: "pic", last: "fin", measured: "mesuré", hypothesis: "hypothèse", interval: "intervalle", indicative: "indicatif", summary: "Courbe des émotions" },
};

export const signed = (value) => (Math.round(value) > 0 ? "+" : Math.round(value) < 0 ? "\u2212" : "") + Math.abs(Math.round(value));
const hidden = (point) => point.badge === "insufficient" || point.score == null;
const list = (value) => (Array.isArray(value) ? value.join(", ") : value ?? "");
export const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

const symbols = { circle: "circle", rect: "rect", triangle: "triangle", diamond: "diamond", cross: "path://M0 2L2 0L6 4L10 0L12 2L8 6L12 10L10 12L6 8L2 12L0 10L4 6Z" };

/** A colour as it is, or halfway to white on a dark page. */
function shade(colour, dark) {
  if (!dark || !/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  return "#" + [1, 3, 5].map((i) => Math.round((parseInt(colour.slice(i, i + 2), 16) + 255) / 2).toString(16).padStart(2, "0")).join("");
}

/** Stretches of neighbouring touchpoints that may be joined: a hidden one ends a stretch. */
export function stretches(points) {
  const all = [];
  let current = [];
  points.forEach((point, index) => {
    if (hidden(point)) {
      if (current.length) all.push(current);
      current = [];
    } else current.push({ point, index });
  });
  if (current.length) all.push(current);
  return all;
}

/** What the picture says, in a sentence. */
export function summary(points, texts) {
  const parts = points.map((p) => hidden(p)
    ? `${p.label}: ${texts.insufficient}`
    : `${p.label}: ${signed(p.score)} [${signed(p.low)}\u00A0; ${signed(p.high)}], n\u00A0${p.n}`
      + [p.badge === "indicative" && texts.indicative, p.isPeak && texts.peak, p.isLast && texts.last].filter(Boolean).map((t) => `, ${t}`).join(""));
  return `${texts.summary}. ${parts.join(". ")}.`;
}

export function drawEmotionCurve(el, data) {
  const french = (document.documentElement.lang || "fr").startsWith("fr");
  const texts = { ...(french ? words.fr : words.en), ...data.texts };
  // A map with several personas gives their lines, its own first; a plain list of points is one line.
  const [main, ...others] = data.lines ?? [{ points: data.points }];
  const { points } = main;
  // The middle of each column in a scale of its own: equal columns, or the given widths of the map's columns.
  const widths = data.columns?.length === points.length ? data.columns : points.map(() => 1);
  const ends = widths.reduce((sums, width) => [...sums, sums.at(-1) + width], [0]);
  const middle = points.map((_, i) => (ends[i] + ends[i + 1]) / 2);

  if (!el.style.height && el.clientHeight < 120) el.style.height = "200px";
  el.setAttribute("role", "img");
  el.setAttribute("aria-label", others.length > 0 ? [main, ...others].map((line) => `${line.label}. ${summary(line.points, texts)}`).join(" ") : summary(points, texts));
  const chart = init(el, null, { renderer: "svg" });

  function redraw() {
    const css = getComputedStyle(el);
    const token = (name, other) => css.getPropertyValue(name).trim() || other;
    const c = {
      line: token("--ss-accent", "#4a3aa7"), ink: token("--ss-ink", "#1b2430"), soft: token("--ss-soft", "#5c6878"), card: token("--ss-card", "#fff"),
      bad: token("--ss-bad", "#b93a0a"), good: token("--ss-good", "#13795b"), axis: token("--ss-line", "#d5dce4"), hypothesis: token("--ss-hypothesis", "#6f7a89"),
      hatchA: token("--ss-hatch-a", "#eef1f5"), hatchB: token("--ss-hatch-b", "#f9fafc"),
    };
    // The colours of personas are chosen on white; on a dark page they are drawn lighter.
    const dark = document.documentElement.dataset.bsTheme === "dark";
    if (others.length > 0) c.line = shade(main.colour, dark);
    const narrow = el.clientWidth / Math.max(1, points.length) < 92;
    const font = { fontFamily: css.fontFamily, fontSize: 13 };
    const runs = stretches(points);

    const band = runs.filter((run) => run.length > 1).map((run, i) => {
      const at = (key) => sample(run.map(({ point, index }) => [middle[index], point[key] ?? point.score]));
      const outline = [...at("low"), ...at("high").reverse()];
      return {
        type: "custom", id: "band" + i, silent: true, z: 1, data: [0], clip: true,
        renderItem: (_, api) => ({ type: "polygon", shape: { points: outline.map((p) => api.coord(p)) }, style: { fill: c.line, opacity: 0.15 } }),
      };
    });
    // A touchpoint that stands alone between two hidden ones shows its interval as a bar.
    const alone = {
      type: "custom", id: "alone", silent: true, z: 1, data: runs.filter((run) => run.length === 1).map(([{ index }]) => [index]),
      renderItem: (_, api) => {
        const i = api.value(0);
        const [x, top] = api.coord([middle[i], points[i].high]);
        const bottom = api.coord([middle[i], points[i].low])[1];
        return { type: "rect", shape: { x: x - 7, y: top, width: 14, height: bottom - top, r: 3 }, style: { fill: c.line, opacity: 0.2 } };
      },
    };
    const gaps = {
      type: "custom", id: "gaps", silent: true, z: 3, data: points.flatMap((p, i) => (hidden(p) ? [[i]] : [])),
      renderItem: (params, api) => {
        const i = api.value(0);
        const { y, height } = params.coordSys;
        const left = api.coord([ends[i], 0])[0];
        const width = api.coord([ends[i + 1], 0])[0] - left;
        const lines = [];
        for (let at = -height; at < width; at += 12) {
          const from = Math.max(at, 0);
          const to = Math.min(at + height, width);
          if (to > from) lines.push({ type: "line", shape: { x1: left + from, y1: y + height - (from - at), x2: left + to, y2: y + height - (to - at) }, style: { stroke: c.hatchA, lineWidth: 5 } });
        }
        return {
          type: "group", children: [
            { type: "rect", shape: { x: left, y, width, height }, style: { fill: c.hatchB } },
            ...lines,
            { type: "text", rotation: narrow ? Math.PI / 2 : 0, x: left + width / 2, y: y + height / 2, style: { text: texts.insufficient, fill: c.soft, align: "center", verticalAlign: "middle", font: `12px ${css.fontFamily}` } },
          ],
        };
      },
    };
    const frame = {
      type: "custom", id: "frame", silent: true, z: 0, data: [[100], [0], [-100]],
      renderItem: (params, api) => {
        const value = api.value(0);
        const { x, width } = params.coordSys;
        const y = api.coord([0, value])[1];
        return {
          type: "group", children: [
            { type: "line", shape: { x1: x, x2: x + width, y1: y, y2: y }, style: { stroke: c.axis, lineWidth: value === 0 ? 1.4 : 1, opacity: value === 0 ? 1 : 0.5 } },
            { type: "text", x: x + 6, y: y + (value < 0 ? -4 : 4), style: { text: signed(value), fill: c.soft, font: `11px ${css.fontFamily}`, verticalAlign: value < 0 ? "bottom" : "top" } },
          ],
        };
      },
    };
    const lines = runs.map((run, i) => ({
      type: "line", id: "line" + i, silent: true, z: 4, symbol: "none", lineStyle: { color: c.line, width: 2.6 },
      data: sample(run.map(({ point, index }) => [middle[index], point.score])),
    }));
    // A hidden touchpoint keeps its hypothesis: the team's guess is nobody's answer. Only a missing guess ends the dashes.
    const guesses = {
      type: "line", id: "hypothesis", silent: true, z: 2, symbol: "none", connectNulls: false,
      lineStyle: { color: c.hypothesis, width: 1.6, type: [5, 5] }, data: points.map((p, i) => [middle[i], p.hypothesis ?? "-"]),
    };
    const beside = others.flatMap((other, o) => {
      const colour = shade(other.colour, dark);
      return [
        ...stretches(other.points).map((run, i) => ({
          type: "line", id: `other${o}-${i}`, silent: true, z: 3.5, symbol: "none", lineStyle: { color: colour, width: 2, type: other.dash.length > 0 ? other.dash : "solid" },
          data: sample(run.map(({ point, index }) => [middle[index], point.score])),
        })),
        {
          type: "scatter", id: `others${o}`, z: 4.5, symbol: symbols[other.marker] ?? "circle",
          data: other.points.flatMap((p, i) => hidden(p) ? [] : [{
            value: [middle[i], p.score], point: { ...p, label: `${other.label}, ${p.label}` }, symbolSize: p.badge === "indicative" ? 10 : 9,
            itemStyle: p.badge === "indicative" ? { color: c.card, borderColor: colour, borderWidth: 2 } : { color: colour },
          }]),
        },
      ];
    });
    const marked = (p) => `${signed(p.score)}${[p.isPeak && texts.peak, p.isLast && texts.last].filter(Boolean).map((mark, i) => (i === 0 ? " " : ", ") + mark).join("")}`;
    const across = el.clientWidth / ends.at(-1);
    const down = (el.clientHeight - 8) / 260;
    const sides = narrow ? aside(points.map((p, i) => {
      if (hidden(p)) return null;
      const width = 9 * marked(p).length;
      const moved = i === 0 ? width / 2 - 8 : i === points.length - 1 ? 8 - width / 2 : 0;
      return { x: middle[i] * across + moved, y: 4 + (130 - p.score) * down, width, below: p.score < 0 };
    })) : [];
    const dots = {
      type: "scatter", id: "dots", z: 5,
      data: points.flatMap((p, i) => hidden(p) ? [] : [{
        value: [middle[i], p.score], point: p, symbolSize: p.badge === "indicative" ? 11 : p.isPeak || p.isLast ? 12 : 10,
        itemStyle: p.badge === "indicative" ? { color: c.card, borderColor: c.line, borderWidth: 2.4, opacity: 1 } : { color: c.line, opacity: 1 },
        label: {
          show: true, position: (sides[i] ?? p.score < 0) ? "bottom" : "top", distance: 9, opacity: 1,
          // On a phone the label of the first and the last column would run out of the picture.
          ...(narrow && i === 0 ? { align: "left", offset: [-8, 0] } : narrow && i === points.length - 1 ? { align: "right", offset: [8, 0] } : {}), formatter: () => {
            // Between several lines there is no room for words.
            const said = narrow || others.length > 0 ? "" : list(p.words);
            return `{score|${marked(p)}}${said ? `\n{words|${said}}` : ""}`;
          },
          rich: {
            score: { ...font, fontWeight: 600, color: p.isPeak ? (p.score < 0 ? c.bad : c.good) : c.ink, lineHeight: 17 },
            words: { ...font, fontSize: 12, color: p.score < 0 ? c.bad : c.good, lineHeight: 16, width: 116, overflow: "truncate" },
          },
        },
      }]),
    };

    chart.setOption({
      animation: false,
      aria: { enabled: false },
      grid: { left: 0, right: 0, top: 4, bottom: 4 },
      tooltip: {
        trigger: "item", confine: true, backgroundColor: c.card, borderColor: c.axis, textStyle: { ...font, color: c.ink },
        formatter: ({ data: { point: p } = {} }) => p && `<b>${escaped(p.label)}</b><br>${signed(p.score)} · ${texts.interval} [${signed(p.low)}\u00A0; ${signed(p.high)}] · n\u00A0${p.n}`
          + (p.badge === "indicative" ? ` · ${texts.indicative}` : "") + (p.hypothesis == null ? "" : `<br>${texts.hypothesis} ${signed(p.hypothesis)}`) + (list(p.words) ? `<br>${escaped(list(p.words))}` : ""),
      },
      xAxis: { type: "value", min: 0, max: ends.at(-1), show: false },
      // A little room beyond the scale, so that a label at +100 or −100 is not cut.
      yAxis: {
        type: "value", min: -130, max: 130, show: false,
      },
      series: [frame, ...band, alone, guesses, gaps, ...beside, ...lines, dots],
    }, { notMerge: true });
  }

  redraw();
  const watch = new ResizeObserver(() => {
    chart.resize();
    redraw();
  });
  watch.observe(el);
  return {
    redraw,
    dispose() {
      watch.disconnect();
      chart.dispose();
    },
  };
}
