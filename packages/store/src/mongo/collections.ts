import type { TallyCounts, TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import type { Collection, Db, DbOptions, MongoClient } from 'mongodb';
import type { GivenAnswer, WithdrawnAnswer } from '../answer-document.ts';
import type { RejectedDocument } from '../rejected-document.ts';
import type { OutcomeCounts, Reconciled } from '../store.ts';

/**
 * An answer as it lies in `answers`: `cell` is there to be grouped by. The alias lies in the content, and is all the content
 * of a tombstone: there an older release looks for it, which may run beside this one while a new version is brought.
 */
export type StoredAnswer =
  | (Omit<GivenAnswer, 'id' | 'alias' | 'content'> & {
      readonly _id: string;
      readonly cell: string;
      readonly content: GivenAnswer['content'] & Pick<GivenAnswer, 'alias'>;
    })
  | (Omit<WithdrawnAnswer, 'id' | 'alias'> & {
      readonly _id: string;
      readonly content?: Required<Pick<WithdrawnAnswer, 'alias'>>;
    });

/**
 * `_id` is `partition:unit:day`. Never deleted; always replaced whole, so that each change shows the whole document. One
 * that an older release wrote has its sums too, which nobody reads.
 */
export type StoredTally = Omit<TallyDocument, keyof TallyCounts> & { readonly _id: string };

/** `_id` is `topicId:partition`; the counts have only what came about. */
export interface StoredPartition {
  readonly _id: string;
  readonly topicId: string;
  readonly partition: number;
  readonly offset: number;
  readonly counts?: Partial<OutcomeCounts>;
  /** Of the last message before the offset; an older release kept none. */
  readonly mark?: string | null;
  /** Which transaction moved the position last: tells whether a commit without an answer went through. */
  readonly movedBy?: string;
}

/** `_id` is `topicId:partition:offset`; the event is JSON, whose header names may be anything. */
export type StoredRejected = Omit<RejectedDocument, 'event'> & {
  readonly _id: string;
  readonly event: string | null;
};

/** What this database is. `schema` is 0 until `setupMongoStore` has finished. `identity` is a random name. */
export interface StoredAbout {
  readonly _id: 'store';
  readonly schema: number;
  readonly identity: string;
  /** The identity before a restore gave it this one. */
  readonly restoredFrom?: string;
  /** Names the restore that has begun and has not ended: what else is in the database is not to be used. */
  readonly restoring?: string;
}

/** Held by the process that migrates. `until` is epoch ms. */
export interface StoredLease {
  readonly _id: 'migrating';
  readonly by: string;
  readonly until: number;
}

export interface StoredRegister {
  readonly _id: 'directory';
  readonly version: number;
  readonly directory: Directory;
}

export interface StoredPings {
  readonly _id: 'ping';
  readonly pings: number;
}

export type StoredReconciled = Reconciled & { readonly _id: 'reconciled' };

/** The database of a store, by collection. */
export interface MongoCollections {
  readonly client: MongoClient;
  readonly db: Db;
  readonly answers: Collection<StoredAnswer>;
  readonly tallies: Collection<StoredTally>;
  readonly partitions: Collection<StoredPartition>;
  readonly checkpoints: Collection<StoredPartition>;
  readonly rejected: Collection<StoredRejected>;
  /** Documents of which there is one each lie in `single`. */
  readonly about: Collection<StoredAbout>;
  readonly register: Collection<StoredRegister>;
  readonly pings: Collection<StoredPings>;
  readonly leases: Collection<StoredLease>;
  readonly reconciled: Collection<StoredReconciled>;
}

export function mongoCollections(
  client: MongoClient,
  database: string,
  options?: Pick<DbOptions, 'readConcern'>,
): MongoCollections {
  const db = client.db(database, options);
  return {
    client,
    db,
    answers: db.collection('answers'),
    tallies: db.collection('tallies'),
    partitions: db.collection('partitions'),
    checkpoints: db.collection('checkpoints'),
    rejected: db.collection('rejected'),
    about: db.collection('single'),
    register: db.collection('single'),
    pings: db.collection('single'),
    leases: db.collection('single'),
    reconciled: db.collection('single'),
  };
}
