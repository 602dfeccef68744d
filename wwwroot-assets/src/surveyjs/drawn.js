// The product's five faces, from very bad to very good. Mouth and colour change together, so that neither carries the meaning alone.
const faces = [
  ["#fbe3d8", "#c2410c", '<path d="M12 29c4-6 12-6 16 0"/>'],
  ["#fdeedd", "#b7791f", '<path d="M13 28c4-3 10-3 14 0"/>'],
  ["#f3f4f6", "#6b7684", '<path d="M13 27h14"/>'],
  ["#e6f4ea", "#2f855a", '<path d="M13 25c4 3 10 3 14 0"/>'],
  ["#d7f0e4", "#13795b", '<path d="M12 24c4 7 12 7 16 0z" fill="#18212c"/>'],
];

export function faceSvg(index) {
  const [fill, line, mouth] = faces[index];
  return `<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false"><circle cx="20" cy="20" r="18" fill="${fill}" stroke="${line}" stroke-width="1.6"/>`
    + `<circle cx="14" cy="16" r="2" fill="#18212c"/><circle cx="26" cy="16" r="2" fill="#18212c"/>`
    + `<g fill="none" stroke="#18212c" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${mouth}</g></svg>`;
}

/** The face beside a word. */
export const wordFaces = {
  delighted: 4, grateful: 4, confident: 3, satisfied: 3, relieved: 3, neutral: 2,
  impatient: 1, worried: 1, confused: 1, annoyed: 0, disappointed: 0, angry: 0,
};
