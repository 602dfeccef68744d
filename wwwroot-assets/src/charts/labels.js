/** How far the middle of a label stands from its point, and how high a label is. */
const distance = 17;
const height = 17;

/**
 * Which labels stand below their points, so that close neighbours do not print over each other: a label changes sides where it would stand on the one
 * before and finds more room there.
 * @param {({x: number, y: number, width: number, below: boolean} | null)[]} labels in pixels, from left to right; null has no label
 * @returns {(boolean | undefined)[]}
 */
export function aside(labels) {
  const placed = [];
  const at = ({ x, y, width }, below) => ({ left: x - width / 2, right: x + width / 2, y: y + (below ? distance : -distance) });
  const shared = (a, b) => Math.max(0, Math.min(a.right, b.right) + 4 - Math.max(a.left, b.left)) * Math.max(0, height - Math.abs(a.y - b.y));
  const covered = (box) => placed.reduce((sum, other) => sum + shared(box, other), 0);
  return labels.map((label) => {
    if (!label) return undefined;
    const below = covered(at(label, label.below)) > covered(at(label, !label.below)) ? !label.below : label.below;
    placed.push(at(label, below));
    return below;
  });
}
