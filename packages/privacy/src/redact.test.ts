import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { address, capitalAddress } from './address-generator.ts';
import {
  card,
  email,
  iban,
  identityCode,
  localPhone,
  phone,
  plantedComment,
} from './identifier-generator.ts';
import { MARKERS } from './marker.ts';
import { redact } from './redact.ts';

const RUNS = { numRuns: Number(process.env.PRIVACY_RUNS ?? 3000) };
/** Any string at all: code units of every sort, so lone surrogates, controls and combining marks too. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)))
    .map((units) => units.join('')),
  fc
    .array(
      fc.constantFrom(...'0123456789 -+.@()aA/\u00ad\u200b\n', '[phone]', 'katu ', ' at ', 'fi', '040'),
      { maxLength: 80 },
    )
    .map((parts) => parts.join('')),
);
const generators = {
  'identity-code': identityCode,
  phone,
  email,
  iban,
  card,
  address,
  'address with a capital': capitalAddress,
};

test('no planted identifier is left in a comment', () => {
  fc.assert(
    fc.property(plantedComment(), ({ text, planted }) => {
      const redacted = redact(text);
      for (const { mustNotAppear } of planted)
        for (const trace of mustNotAppear) expect(redacted.text).not.toContain(trace);
    }),
    RUNS,
  );
});

for (const [kind, generator] of Object.entries(generators)) {
  test(`more or less than the identifier is replaced: ${kind}`, () => {
    fc.assert(
      fc.property(generator(), ({ spelling }) => {
        const kept = redact(`\u200bHei\u00a0ä: ${spelling}; kiitos\ud83d`).text;
        expect(kept).toMatch(
          /^\u200bHei\u00a0ä: \[[a-z ]+\]\p{Default_Ignorable_Code_Point}*; kiitos\ud83d$/u,
        );
      }),
      RUNS,
    );
  });
}

test('a local number is left after words that speak of a phone', () => {
  const said = fc.constantFrom(
    'puh. {}',
    'Soittakaa minulle: {}',
    'numerosta {}',
    'ring till mig {}',
    'call me at {}',
  );
  fc.assert(
    fc.property(localPhone(), said, ({ spelling }, sentence) => {
      expect(redact(sentence.replace('{}', spelling)).text).toBe(sentence.replace('{}', '[phone]'));
    }),
    RUNS,
  );
});

test('redacting twice changes what was redacted once', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        plantedComment().map(({ text }) => text),
      ),
      (text) => {
        const once = redact(text).text;
        expect(redact(once)).toEqual({ text: once, kinds: [] });
      },
    ),
    RUNS,
  );
});

test('a string makes redaction throw, or is changed though nothing was found', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const redacted = redact(text);
      if (redacted.kinds.length === 0) expect(redacted.text).toBe(text);
      for (const kind of redacted.kinds) expect(redacted.text).toContain(MARKERS[kind]);
    }),
    RUNS,
  );
});
