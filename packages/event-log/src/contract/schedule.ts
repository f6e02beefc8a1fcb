import fc from 'fast-check';

/** What the handler does with one batch. */
export type Deed =
  | { readonly kind: 'apply' | 'crash-before-applying' | 'crash-after-applying' }
  | { readonly kind: 'seek-back' | 'seek-forward'; readonly by: number };

/** Appends called one after the other without waiting; each is the numbers of its events' keys. */
export type Calls = readonly (readonly number[])[];

export type Step =
  | { readonly kind: 'append'; readonly calls: Calls }
  | {
      readonly kind: 'consume';
      readonly maxBatch: number;
      readonly meanwhile: Calls;
      /** What becomes of the first batches; the later ones are applied. */
      readonly deeds: readonly Deed[];
    }
  | { readonly kind: 'reopen' };

const calls = fc.array(fc.array(fc.nat(5), { maxLength: 4 }), { maxLength: 4 });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'apply' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash-before-applying' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash-after-applying' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('seek-back' as const), by: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('seek-forward' as const), by: fc.nat(6) }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), calls }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('consume' as const),
      maxBatch: fc.integer({ min: 1, max: 5 }),
      meanwhile: calls,
      deeds: fc.array(deed, { maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' } as const) },
);

/** Random schedules of appends, consumption with crashes and seeks, and restarts. */
export const schedule: fc.Arbitrary<readonly Step[]> = fc.array(step, { maxLength: 10 });
