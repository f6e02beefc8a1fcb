import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDocumentLedger } from './document-ledger.ts';

const noCounts = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };

test('numbers of every size give the difference to the last version, before and after the slots grow or widen', () => {
  const count = fc.constantFrom(0, 1, 2, 32_767, 32_768);
  const document = fc.record({
    // Most name one of few keys, and come again; the others make the slots grow.
    unit: fc.oneof(fc.nat(1), fc.nat(99)),
    partition: fc.nat(1),
    version: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0xffff_ffff, 0x1_0000_0000)),
    counts: fc.record({ promoters: count, passives: count, detractors: count, unscored: count }),
  });
  fc.assert(
    fc.property(fc.array(document, { maxLength: 300, size: 'max' }), (documents) => {
      const ledger = createDocumentLedger();
      const model = new Map<string, (typeof documents)[number]>();
      for (const each of documents) {
        const key = `${each.unit}:${each.partition}`;
        const before = model.get(key);
        const delta = ledger.replace(each.unit, each.partition, each.version, each.counts);
        if (before && each.version <= before.version) {
          expect(delta).toBeNull();
          continue;
        }
        model.set(key, each);
        const { promoters, passives, detractors, unscored } = before?.counts ?? noCounts;
        expect(delta).toEqual({
          promoters: each.counts.promoters - promoters,
          passives: each.counts.passives - passives,
          detractors: each.counts.detractors - detractors,
          unscored: each.counts.unscored - unscored,
        });
      }
      expect(ledger.size).toBe(model.size);
    }),
  );
});
