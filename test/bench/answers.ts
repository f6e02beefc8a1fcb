import { randomUUID } from 'node:crypto';

const comments = [
  'Henkilökunta oli ystävällistä ja asiani hoitui heti.',
  'Jonotin puhelimessa pitkään, mutta lopulta sain ajan samalle viikolle.',
  null,
  'Mottagningen var lugn och jag blev väl bemött.',
  null,
];

/** A device's answer of some 400 bytes to one of 349 units, within the last year. */
export function deviceAnswer(index: number, now: number): Record<string, unknown> {
  const day = 86_400_000;
  return {
    id: `bench-${randomUUID()}`,
    unit: 900_001 + (index % 349),
    answeredAt: new Date(now - ((index * 7_919) % (365 * day)) - 60_000).toISOString(),
    questionnaire: 'visit-2026',
    nps: index % 11,
    statements: { access: 1 + (index % 5), encounter: 5, safety: null },
    comment: comments[index % comments.length],
    language: index % 9 === 0 ? 'sv' : 'fi',
    channel: 'touchscreen',
    respondent: 'self',
    ageBand: '30-44',
  };
}
