import { describe } from 'vitest';
import { appendingContract } from './contract/appending.ts';
import { consumingContract } from './contract/consuming.ts';
import { deliveryContract } from './contract/delivery.ts';
import type { EventLogHarness } from './contract/harness.ts';
import { seekingContract } from './contract/seeking.ts';

/** Checks the sentences on the `EventLog` interface, by their numbers, against an adapter. */
export function eventLogContract(name: string, harness: EventLogHarness): void {
  describe(`${name} keeps the contract of an event log`, () => {
    appendingContract(harness);
    consumingContract(harness);
    seekingContract(harness);
    deliveryContract(harness);
  });
}
