import { expect, test } from 'vitest';
import { HELD_OUT_SENTENCES, LABELLED_SENTENCES, SECOND_HELD_OUT_SENTENCES } from './labelled-sentences.ts';
import type { IdentifierKind } from './marker.ts';
import { measurementTable } from './measurement-table.ts';
import { measure, precision, recall } from './recall-precision.ts';

/** What was measured, rounded down to the whole percent: raise it when the redaction gets better. */
const FLOORS: Readonly<Record<IdentifierKind | 'all', { recall: number; precision: number }>> = {
  address: { recall: 88, precision: 91 },
  card: { recall: 100, precision: 100 },
  email: { recall: 100, precision: 97 },
  iban: { recall: 100, precision: 100 },
  'identity-code': { recall: 95, precision: 88 },
  phone: { recall: 94, precision: 95 },
  all: { recall: 94, precision: 94 },
};

const measurement = measure(LABELLED_SENTENCES);

test('the labelled set shrinks below 300 sentences or loses a language, a kind or its look-alikes', () => {
  const withIdentifiers = LABELLED_SENTENCES.filter(({ identifiers }) => identifiers.length > 0).length;
  expect(LABELLED_SENTENCES.length).toBeGreaterThanOrEqual(300);
  expect(withIdentifiers / LABELLED_SENTENCES.length).toBeGreaterThan(0.4);
  expect(withIdentifiers / LABELLED_SENTENCES.length).toBeLessThan(0.6);
  for (const language of ['fi', 'sv', 'en'])
    expect(LABELLED_SENTENCES.filter(({ lang }) => lang === language).length).toBeGreaterThan(100);
  expect([...measurement.byKind.keys()].sort()).toEqual(
    Object.keys(FLOORS)
      .filter((kind) => kind !== 'all')
      .sort(),
  );
});

test('recall or precision falls below what was measured', () => {
  process.stdout.write(measurementTable(measurement));
  for (const [kind, counts] of [...measurement.byKind, ['all', measurement.overall] as const]) {
    expect(recall(counts), `recall of ${kind}`).toBeGreaterThanOrEqual(FLOORS[kind].recall);
    expect(precision(counts), `precision of ${kind}`).toBeGreaterThanOrEqual(FLOORS[kind].precision);
  }
});

test.each([
  ['first', HELD_OUT_SENTENCES, { sentences: 178, recall: 98, precision: 100 }],
  ['second', SECOND_HELD_OUT_SENTENCES, { sentences: 378, recall: 98, precision: 100 }],
])('what was gained on the labelled sentences is lost on the %s held-out set', (_which, sentences, floor) => {
  const { overall } = measure(sentences);
  expect(sentences.length).toBe(floor.sentences);
  expect(recall(overall)).toBeGreaterThanOrEqual(floor.recall);
  expect(precision(overall)).toBeGreaterThanOrEqual(floor.precision);
});

test('an identifier that is half left counts as caught', () => {
  const half = {
    lang: 'en',
    text: 'Code 010190-923A of ours',
    identifiers: [{ kind: 'identity-code', value: '010190-923A of' }],
  } as const;
  expect(measure([{ ...half, identifiers: [...half.identifiers] }]).overall).toMatchObject({
    planted: 1,
    caught: 0,
  });
});

test('a label that is not in its sentence is measured all the same', () => {
  expect(() => measure([{ lang: 'en', text: 'a', identifiers: [{ kind: 'card', value: 'b' }] }])).toThrow(
    RangeError,
  );
});
