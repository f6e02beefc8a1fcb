import type { Theme } from './words/phrase-book.ts';

/** What the units of a service area have in common. */
export interface AreaKind {
  /** Mean size of a unit; 1 is some hundred answers a year. */
  readonly size: number;
  /** Local hours between which people answer at the unit. */
  readonly opens: number;
  readonly closes: number;
  /** Open on Saturdays, Sundays and holidays too. */
  readonly daily: boolean;
  /** NPS about which the units of the area lie, before the sector is brought to its year's figure. */
  readonly nps: number;
  /** Share of answers a relative gives. */
  readonly relatives: number;
  /** Who comes: the age bands are drawn from this table's row. */
  readonly ages: 'families' | 'youth' | 'all' | 'adults' | 'seniors';
  /** What people write about there, the commonest first. */
  readonly themes: readonly Theme[];
}

// biome-ignore format: a table is read by its columns
export const areaKinds: Readonly<Record<string, AreaKind>> = {
  'families-with-children': { size: 3, opens: 8, closes: 16, daily: false, nps: 70, relatives: 0.22, ages: 'families', themes: ['encounter', 'information', 'reaching', 'waiting', 'continuity'] },
  'child-protection': { size: 0.9, opens: 8, closes: 18, daily: false, nps: 34, relatives: 0.3, ages: 'youth', themes: ['decision', 'encounter', 'continuity', 'information'] },
  'youth-and-adult-social-work': { size: 1.5, opens: 8, closes: 16, daily: false, nps: 40, relatives: 0.04, ages: 'adults', themes: ['decision', 'reaching', 'encounter', 'digital'] },
  'disability-services': { size: 0.5, opens: 8, closes: 18, daily: false, nps: 52, relatives: 0.35, ages: 'all', themes: ['decision', 'everyday', 'continuity', 'encounter'] },
  'assessment-and-guidance': { size: 2, opens: 8, closes: 16, daily: false, nps: 58, relatives: 0.28, ages: 'seniors', themes: ['information', 'reaching', 'encounter', 'waiting'] },
  'home-care': { size: 1.2, opens: 7, closes: 21, daily: true, nps: 54, relatives: 0.34, ages: 'seniors', themes: ['continuity', 'encounter', 'everyday', 'information'] },
  'senior-centres': { size: 1, opens: 8, closes: 20, daily: true, nps: 60, relatives: 0.42, ages: 'seniors', themes: ['everyday', 'encounter', 'premises', 'information'] },
  'helsinki-hospital': { size: 4, opens: 7, closes: 21, daily: true, nps: 57, relatives: 0.24, ages: 'seniors', themes: ['encounter', 'information', 'everyday', 'waiting'] },
  'health-stations': { size: 9, opens: 7, closes: 18, daily: false, nps: 56, relatives: 0.06, ages: 'all', themes: ['waiting', 'reaching', 'encounter', 'information', 'digital', 'premises'] },
  'housing-crisis-and-substance': { size: 1, opens: 8, closes: 20, daily: true, nps: 46, relatives: 0.05, ages: 'adults', themes: ['encounter', 'everyday', 'waiting', 'premises'] },
  psychiatry: { size: 2, opens: 8, closes: 17, daily: false, nps: 44, relatives: 0.05, ages: 'adults', themes: ['encounter', 'waiting', 'continuity', 'information'] },
  'oral-health': { size: 7, opens: 7, closes: 20, daily: false, nps: 74, relatives: 0.08, ages: 'all', themes: ['waiting', 'encounter', 'reaching', 'information', 'premises'] },
  'rescue-operations': { size: 0.4, opens: 7, closes: 22, daily: true, nps: 86, relatives: 0.1, ages: 'all', themes: ['emergency', 'encounter', 'information'] },
  'emergency-medical-services': { size: 1.2, opens: 7, closes: 22, daily: true, nps: 84, relatives: 0.3, ages: 'seniors', themes: ['emergency', 'encounter', 'information'] },
  'accident-prevention': { size: 0.5, opens: 8, closes: 16, daily: false, nps: 68, relatives: 0.02, ages: 'adults', themes: ['information', 'encounter', 'decision'] },
  'customer-services': { size: 1, opens: 8, closes: 16, daily: false, nps: 48, relatives: 0.2, ages: 'all', themes: ['reaching', 'information', 'encounter', 'digital'] },
};

/** For areas of other registers than the shipped one. */
export const otherKind: AreaKind = {
  size: 1,
  opens: 8,
  closes: 16,
  daily: false,
  nps: 58,
  relatives: 0.1,
  ages: 'all',
  themes: ['encounter', 'waiting', 'information', 'reaching'],
};
