import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyModel, modelAfter, modelOf, type Step, transact } from './model.ts';
import type { StoreUnderTest } from './samples.ts';

const ids = Array.from({ length: 4 }, (_, n) => `units:${n}`);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 5, arbitrary: fc.constant('give' as const) },
      { weight: 3, arbitrary: fc.constant('withdraw' as const) },
      { weight: 1, arbitrary: fc.constant('reject' as const) },
      { weight: 1, arbitrary: fc.constant('throw' as const) },
    ),
    n: fc.nat({ max: ids.length - 1 }),
    nps: fc.option(fc.nat({ max: 10 })),
  }),
  { maxLength: 5 },
);

/** Random transactions, some of which throw somewhere, against a model that is a few maps. */
export function anyTransactionsContract({ open, schedules = 60 }: StoreUnderTest): void {
  describe('any transactions', () => {
    it('leave what a model of maps holds, also where one throws at any await', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { maxLength: 10 }), async (transactions) => {
          const store = await open();
          try {
            let model = emptyModel();
            for (const transaction of transactions) {
              await transact(store, transaction, model.rejected.size).catch((error: Error) => {
                if (error.message !== 'planned') throw error;
              });
              model = modelAfter(model, transaction);
              expect(await modelOf(store, ids)).toEqual(model);
            }
          } finally {
            await store.close();
          }
        }),
        { numRuns: schedules },
      );
    });
  });
}
