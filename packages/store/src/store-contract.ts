import { afterEach, beforeEach, describe } from 'vitest';
import { anyTransactionsContract } from './contract/any-transactions.ts';
import { erasingContract } from './contract/erasing.ts';
import { followingContract } from './contract/following.ts';
import { keepingRejectedContract } from './contract/keeping-rejected.ts';
import { oldCommentsContract } from './contract/old-comments.ts';
import { operatingContract } from './contract/operating.ts';
import { readingBackContract } from './contract/reading-back.ts';
import { reconcilingContract } from './contract/reconciling.ts';
import { restoringContract } from './contract/restoring.ts';
import type { StoreUnderTest } from './contract/samples.ts';
import { talliesContract } from './contract/tallies.ts';
import { transactionsContract } from './contract/transactions.ts';
import type { Store } from './store.ts';

/** Declares the tests of what `Store` promises, for one adapter; each test has a new store. */
export function storeContract(name: string, adapter: StoreUnderTest): void {
  describe(`${name} keeps the store's contract:`, () => {
    let store: Store | undefined;
    beforeEach(async () => {
      store = await adapter.open();
    });
    afterEach(() => store?.close());
    const opened = (): Store => {
      if (store === undefined) throw new Error('The store is opened before each test.');
      return store;
    };
    transactionsContract(opened);
    talliesContract(opened, adapter);
    followingContract(opened, adapter);
    reconcilingContract(opened, adapter);
    operatingContract(opened, adapter);
    keepingRejectedContract(opened);
    readingBackContract(opened);
    erasingContract(opened, adapter);
    oldCommentsContract(opened, adapter);
    restoringContract(opened, adapter);
    anyTransactionsContract(adapter);
  });
}
