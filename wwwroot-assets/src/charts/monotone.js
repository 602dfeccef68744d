// Monotone cubic interpolation (Fritsch and Carlson, SIAM J. Numer. Anal. 1980): the curve meets every point and never swings beyond two neighbours,
// so it shows no high or low that was not measured.

/** @param {[number, number][]} points at rising x @returns {number[]} the slope at each point */
export function slopes(points) {
  const n = points.length;
  if (n < 2) return points.map(() => 0);
  const secant = [];
  for (let i = 0; i < n - 1; i++) secant.push((points[i + 1][1] - points[i][1]) / (points[i + 1][0] - points[i][0]));
  const m = points.map((_, i) => (i === 0 ? secant[0] : i === n - 1 ? secant[n - 2] : secant[i - 1] * secant[i] <= 0 ? 0 : (secant[i - 1] + secant[i]) / 2));
  for (let i = 0; i < n - 1; i++) {
    if (secant[i] === 0) {
      m[i] = m[i + 1] = 0;
      continue;
    }
    const a = m[i] / secant[i];
    const b = m[i + 1] / secant[i];
    const length = Math.hypot(a, b);
    if (length > 3) {
      m[i] = (3 / length) * a * secant[i];
      m[i + 1] = (3 / length) * b * secant[i];
    }
  }
  return m;
}

/** The curve as many short steps, for a line that is drawn straight from step to step. */
export function sample(points, steps = 24) {
  if (points.length < 2) return points.slice();
  const m = slopes(points);
  const curve = [points[0]];
  for (let i = 0; i < points.length - 1; i++) {
    const [x0, y0] = points[i];
    const [x1, y1] = points[i + 1];
    const h = x1 - x0;
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const t2 = t * t;
      const t3 = t2 * t;
      curve.push([x0 + t * h, (2 * t3 - 3 * t2 + 1) * y0 + (t3 - 2 * t2 + t) * h * m[i] + (-2 * t3 + 3 * t2) * y1 + (t3 - t2) * h * m[i + 1]]);
    }
  }
  return curve;
}
