// The customer's brand colour is any colour: choose the text on it, and a variant of it for lines and small text that can be read on the page.
function channels(hex) {
  const match = /^#?([0-9a-f]{6})$/i.exec(hex || "");
  return match ? [0, 2, 4].map((i) => parseInt(match[1].slice(i, i + 2), 16)) : null;
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
const mix = (rgb, other, share) => rgb.map((c, i) => Math.round(c * (1 - share) + other[i] * share));

function readable(rgb, background, towards) {
  let colour = rgb;
  for (let share = 0.1; contrast(luminance(colour), luminance(background)) < 4.6 && share <= 1; share += 0.1) colour = mix(rgb, towards, share);
  return colour;
}

export function applyBrand(hex) {
  const rgb = channels(hex);
  if (!rgb) return;
  const style = document.documentElement.style;
  const css = (c) => `rgb(${c.join(" ")})`;
  style.setProperty("--brand", css(rgb));
  style.setProperty("--on-brand", contrast(luminance(rgb), 1) >= 4.5 ? "#fff" : "#10161d");
  style.setProperty("--brand-light", css(readable(rgb, [255, 255, 255], [0, 0, 0])));
  style.setProperty("--brand-dark", css(readable(rgb, [24, 31, 40], [255, 255, 255])));
}
