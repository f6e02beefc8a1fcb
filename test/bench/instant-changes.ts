import { BSON } from 'mongodb';

type Document = BSON.Document;

interface Cursor {
  readonly collection: string;
  /** How many changes it has given. */
  at: number;
}

/** The change streams of the server for benchmarks: one list of changes, and cursors that stand in it. */
export interface InstantChanges {
  /** A document as it is now: told at once, or with its transaction. */
  note(document: Document, command: Document): void;
  /** Tells what a transaction changed, or forgets it. */
  end(command: Document, isCommitted: boolean): void;
  /** The first reply of a stream that begins now, or after a token. */
  open(collection: string, resumeAfter: Document | undefined): Document;
  /** What came since: waits for it as long as the command allows. */
  more(command: Document): Promise<Document>;
  close(cursors: readonly unknown[]): void;
}

export function createInstantChanges(): InstantChanges {
  const events: Document[] = [];
  const cursors = new Map<number, Cursor>();
  const waiting = new Set<() => void>();
  const unfinished = new Map<string, Document[]>();
  let lastCursor = 0;

  function tell(documents: readonly Document[]): void {
    for (const fullDocument of documents) events.push({ operationType: 'replace', fullDocument });
    for (const wake of [...waiting]) wake();
  }

  function untilTold(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    waiting.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(resolve);
    });
  }

  const cursorReply = (id: number, { collection, at }: Cursor, batch: Document) => ({
    cursor: {
      id: BSON.Long.fromNumber(id),
      ns: `bench.${collection}`,
      ...batch,
      postBatchResumeToken: { _data: String(at) },
    },
  });

  return {
    note(document, command) {
      if (command.autocommit !== false) return tell([document]);
      const session = sessionOf(command);
      const noted = unfinished.get(session);
      if (noted === undefined) unfinished.set(session, [document]);
      else noted.push(document);
    },
    end(command, isCommitted) {
      const session = sessionOf(command);
      if (isCommitted) tell(unfinished.get(session) ?? []);
      unfinished.delete(session);
    },
    open(collection, resumeAfter) {
      const id = ++lastCursor;
      const cursor = {
        collection,
        at: resumeAfter === undefined ? events.length : Number(resumeAfter._data),
      };
      cursors.set(id, cursor);
      return cursorReply(id, cursor, { firstBatch: [] });
    },
    async more(command) {
      const id = Number(command.getMore);
      const cursor = cursors.get(id) ?? { collection: command.collection, at: events.length };
      if (cursor.at === events.length) await untilTold(command.maxTimeMS ?? 1_000);
      const nextBatch = events.slice(cursor.at, cursor.at + (command.batchSize ?? events.length));
      cursor.at += nextBatch.length;
      return cursorReply(id, cursor, { nextBatch });
    },
    close(ids) {
      for (const id of ids) cursors.delete(Number(id));
    },
  };
}

const sessionOf = ({ lsid }: Document) => lsid.id.toString('hex');
