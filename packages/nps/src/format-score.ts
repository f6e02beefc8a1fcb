/** Languages figures are written in. */
export type FigureLanguage = 'fi' | 'sv' | 'en';

const MINUS = '\u2212';
const NO_BREAK_SPACE = '\u00a0';
const NO_FIGURE = '\u2013';

/**
 * Rounds to `decimals` places, a half away from zero: 0.5 → 1, −0.5 → −1, 64.05 → 64.1. A half is judged on the decimal digits a person would
 * see, not on the binary value below them. Never −0. NaN and infinities come back as they are.
 */
export function roundHalfAwayFromZero(x: number, decimals: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || size >= 1e15) return x;
  const [digits, exponent = '0'] = String(size).split('e');
  const whole = Math.round(Number(`${digits}e${Number(exponent) + decimals}`));
  const rounded = Number(`${whole}e${-decimals}`);
  return rounded === 0 ? 0 : Math.sign(x) * rounded;
}

function unsigned(size: number, language: FigureLanguage, decimals: number): string {
  const [whole = '', fraction] = size.toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : NO_BREAK_SPACE);
  return fraction === undefined ? grouped : `${grouped}${language === 'en' ? '.' : ','}${fraction}`;
}

/** A figure in a language's spelling, rounded once, here: true minus sign, decimal comma in fi and sv. Null, no figure, is an en dash. */
export function formatNumber(x: number | null, language: FigureLanguage, decimals = 0): string {
  if (x === null) return NO_FIGURE;
  const rounded = roundHalfAwayFromZero(x, decimals);
  return `${rounded < 0 ? MINUS : ''}${unsigned(Math.abs(rounded), language, decimals)}`;
}

/** A score of −100 to +100: '64', '−3', with one decimal '64,1' or '64.1'. No answers: '–'. */
export function formatNps(nps: number | null, language: FigureLanguage, decimals: 0 | 1 = 0): string {
  return formatNumber(nps, language, decimals);
}

/** A change in points with its sign: '+6', '−3,5'; no change after rounding is a bare '0'. */
export function formatDifference(
  points: number | null,
  language: FigureLanguage,
  decimals: 0 | 1 = 0,
): string {
  const text = formatNumber(points, language, decimals);
  return points !== null && roundHalfAwayFromZero(points, decimals) > 0 ? `+${text}` : text;
}

/** Bounds of an interval: '48…100', '−12…3'; '–' where there is none. */
export function formatInterval(
  bounds: { readonly low: number | null; readonly high: number | null },
  language: FigureLanguage,
  decimals: 0 | 1 = 0,
): string {
  if (bounds.low === null || bounds.high === null) return NO_FIGURE;
  return `${formatNumber(bounds.low, language, decimals)}\u2026${formatNumber(bounds.high, language, decimals)}`;
}

/** A number of answers: '111 388' with a no-break space in fi and sv, '111,388' in en. */
export function formatCount(count: number, language: FigureLanguage): string {
  return formatNumber(count, language, 0);
}
