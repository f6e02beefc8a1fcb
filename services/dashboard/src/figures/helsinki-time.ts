import type { Language } from '../address/address.ts';

const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Helsinki', dateStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Helsinki',
  hour: '2-digit',
  minute: '2-digit',
});

/** The Helsinki day of an instant (epoch ms), YYYY-MM-DD. */
export function helsinkiDay(instant: number): string {
  return day.format(instant);
}

/** The same day of the month `months` earlier, or the month's last where it has no such day. `from` and the answer are YYYY-MM-DD. */
export function monthsBefore(from: string, months: number): string {
  const [year = 0, month = 1, date = 1] = from.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The Helsinki time of an instant as a clock shows it: `9.05` in fi and sv, `09:05` in en. */
export function clockTime(instant: number, language: Language): string {
  const text = clock.format(instant);
  return language === 'en' ? text : text.replace(':', '.').replace(/^0/, '');
}

/** A day in a language's short spelling: `3.11.2025`, `3 Nov 2025`. Takes YYYY-MM-DD. */
export function shortDay(text: string, language: Language): string {
  const locale = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-GB' }[language];
  const style =
    language === 'en' ? ({ day: 'numeric', month: 'short', year: 'numeric' } as const) : undefined;
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...style }).format(new Date(`${text}T00:00:00Z`));
}
