/**
 * Which of many tests to believe, so that of those believed a share of at most `q` is false in expectation (Benjamini & Hochberg 1995, step-up:
 * the largest k with p₍ₖ₎ ≤ q·k/m, and all up to it). `ps` are p-values of 0–1 in any order; null and NaN, nothing to test, are never discoveries
 * and do not count in m. The answer has the order and length of `ps`.
 */
export function discoveries(ps: readonly (number | null)[], q = 0.1): boolean[] {
  const tested = ps.filter((p): p is number => p !== null && !Number.isNaN(p)).sort((a, b) => a - b);
  let limit = -1;
  for (const [index, p] of tested.entries()) {
    if (p <= (q * (index + 1)) / tested.length) limit = p;
  }
  return ps.map((p) => p !== null && p <= limit);
}
