import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escaped, signed, stretches } from "./emotion-curve.js";

use([CustomChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

const words = {
  en: { interval: "interval", indicative: "indicative", insufficient: "insufficient", coverage: (share) => `${share}% of the stage’s weight is shown`, list: "; " },
  fr: { interval: "intervalle", indicative: "indicatif", insufficient: "insuffisant", coverage: (share) => `${share}\u00A0% du poids de l’étape est affiché`, list: "\u00A0; " },
};

/** Points as the stretches of a line want them: what has no figure ends a stretch. */
export const curvePoints = (marks) => marks.map((mark) => (mark ? { ...mark, score: mark.v } : { badge: "insufficient", score: null }));

/** What the picture says, in a sentence. */
export function trendSummary(label, scale, periods, marks, said, texts) {
  const parts = marks.map((mark, i) => (mark
    ? `${periods[i].words}: ${said(mark.v)} [${said(mark.low)}${texts.list}${said(mark.high)}]${mark.n ? `, n\u00A0${mark.n}` : ""}${mark.badge === "indicative" ? `, ${texts.indicative}` : ""}`
    : `${periods[i].words}: ${texts.insufficient}`));
  return `${label}, ${scale.name}. ${parts.join(". ")}.`;
}

/**
 * One dimension of one touchpoint or stage over time: line with band, hollow where indicative, a hatched gap where there is no figure.
 * @param {HTMLElement} el
 * @param {{ periods: { short: string, words: string }[], scale: { name: string, min: number, max: number }, marks: ({ v: number, low: number, high: number, n?: number,
 *   badge: string, coverage?: number }|null)[], dimension: "goal"|"emotion"|"problem", label: string }} data
 */
export function drawTrend(el, { periods, scale, marks, dimension, label }) {
  const texts = (document.documentElement.lang || "fr").startsWith("fr") ? words.fr : words.en;
  const said = dimension === "emotion" ? signed : (value) => String(Math.round(value));
  const large = el.classList.contains("large");
  el.setAttribute("role", "img");
  el.setAttribute("aria-label", trendSummary(label, scale, periods, marks, said, texts));
  const chart = init(el, null, { renderer: "svg" });
  const hollow = (mark) => mark.badge === "indicative" || mark.coverage != null;

  function redraw() {
    const css = getComputedStyle(el);
    const token = (name) => css.getPropertyValue(name).trim();
    const line = token(dimension === "goal" ? "--ss-goal" : dimension === "problem" ? "--ss-problem" : "--ss-accent");
    const [ink, soft, card, axis, hatch] = ["--ss-ink", "--ss-soft", "--ss-card", "--ss-line", "--ss-hatch-a"].map(token);
    const font = { fontFamily: css.fontFamily, fontSize: 11 };
    const runs = stretches(curvePoints(marks));
    const last = marks.findLastIndex(Boolean);
    const band = {
      type: "custom", silent: true, z: 2, data: runs.map((_, i) => [i]),
      renderItem: (_, api) => {
        const run = runs[api.value(0)];
        const at = (edge) => run.map(({ point, index }) => api.coord([index, point[edge]]));
        if (run.length === 1) {
          const [[x, top], [, bottom]] = [at("high")[0], at("low")[0]];
          return { type: "rect", shape: { x: x - 4, y: top, width: 8, height: Math.max(1, bottom - top), r: 2 }, style: { fill: line, opacity: 0.18 } };
        }
        return { type: "polygon", shape: { points: [...at("high"), ...at("low").reverse()] }, style: { fill: line, opacity: 0.16 } };
      },
    };
    const gaps = {
      type: "custom", silent: true, z: 0, data: marks.flatMap((mark, i) => (mark ? [] : [[i]])),
      renderItem: (params, api) => {
        const { y, height } = params.coordSys;
        const width = api.size([1, 0])[0];
        const left = api.coord([api.value(0), 0])[0] - width / 2;
        const stripes = [];
        for (let x = -height; x < width; x += 9) {
          const [from, to] = [Math.max(x, 0), Math.min(x + height, width)];
          if (to > from) stripes.push({ type: "line", shape: { x1: left + from, y1: y + height - (from - x), x2: left + to, y2: y + height - (to - x) }, style: { stroke: hatch, lineWidth: 3 } });
        }
        return { type: "group", children: stripes };
      },
    };
    chart.setOption({
      animation: false,
      aria: { enabled: false },
      grid: { left: 34, right: large ? 40 : 30, top: 8, bottom: 20 },
      tooltip: {
        trigger: "axis", confine: true, backgroundColor: card, borderColor: axis, textStyle: { ...font, fontSize: 13, color: ink }, axisPointer: { lineStyle: { color: soft } },
        formatter: (items) => {
          const i = items[0].dataIndex;
          const mark = marks[i];
          return `<b>${escaped(periods[i].words)}</b><br>` + (mark
            ? `${escaped(scale.name)} ${said(mark.v)} · ${texts.interval} [${said(mark.low)}${texts.list}${said(mark.high)}]${mark.n ? ` · n\u00A0${mark.n}` : ""}`
              + (mark.badge === "indicative" ? `<br>${texts.indicative}` : "") + (mark.coverage != null ? `<br>${texts.coverage(mark.coverage)}` : "")
            : texts.insufficient);
        },
      },
      xAxis: {
        type: "category", data: periods.map((p) => p.short), boundaryGap: true, axisTick: { show: false }, axisLine: { show: dimension !== "emotion", lineStyle: { color: axis } },
        axisLabel: { ...font, color: soft, hideOverlap: true, interval: large ? "auto" : Math.max(0, Math.ceil(periods.length / 4) - 1) },
      },
      yAxis: {
        type: "value", min: scale.min, max: scale.max, interval: (scale.max - scale.min) / 2, splitLine: { lineStyle: { color: axis, opacity: 0.7 } },
        axisLabel: { ...font, color: soft, formatter: said },
      },
      series: [
        gaps, band,
        ...runs.map((run) => ({ type: "line", silent: true, z: 3, symbol: "none", lineStyle: { color: line, width: 2 }, data: marks.map((mark, i) => (run.some((x) => x.index === i) ? mark.v : "-")) })),
        {
          type: "line", z: 4, symbol: "circle", symbolSize: large ? 8 : 6, lineStyle: { width: 0, opacity: 0 },
          data: marks.map((mark, i) => (mark ? {
            value: mark.v, itemStyle: hollow(mark) ? { color: card, borderColor: line, borderWidth: 1.8 } : { color: line },
            // A chart this small says its last figure in words; the others are under the pointer.
            label: { show: i === last, position: "right", formatter: () => said(mark.v), ...font, fontSize: 12, fontWeight: 650, color: ink },
          } : { value: "-" })),
        },
      ],
    }, { notMerge: true });
  }

  redraw();
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(el);
  return {
    redraw,
    dispose() {
      watch.disconnect();
      chart.dispose();
    },
  };
}
