import { randomUUID } from 'node:crypto';
import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import type { RejectedDocument } from '@kuulolla/store/rejected-document';
import type { Store } from '@kuulolla/store/store';
import type { Storage } from './operator-settings.ts';

const chunk = 500;

async function* rejectedDocuments(
  store: Pick<Store, 'rejected'>,
  open: boolean,
): AsyncGenerator<readonly RejectedDocument[]> {
  let after: RejectedDocument | undefined;
  for (;;) {
    const documents = await store.rejected({ open, limit: chunk, ...(after && { after }) });
    if (documents.length === 0) return;
    yield documents;
    after = documents.at(-1);
  }
}

/** Lists what was kept aside, by reason, unit and what became of it; no words of anybody. */
export async function listRejected({ store }: Pick<Storage, 'store'>): Promise<number> {
  const groups = new Map<string, number>();
  for await (const documents of rejectedDocuments(store, false)) {
    for (const { reason, source, unit, event, retriedAt } of documents) {
      const state = retriedAt !== null ? 'sent in again' : event ? 'kept' : 'not readable, or erased';
      const group = [reason, source ?? '-', unit === null ? '-' : `unit ${unit}`, state].join('\t');
      groups.set(group, (groups.get(group) ?? 0) + 1);
    }
  }
  for (const [group, count] of [...groups].sort((a, b) => b[1] - a[1])) console.log(`${count}\t${group}`);
  console.log(
    groups.size === 0
      ? 'Nothing was kept aside.'
      : 'kuulolla rejected retry sends in again what can go in now.',
  );
  return 0;
}

/** Appends again what was kept aside for a unit the register knows by now; with `all`, whatever can be read. */
export async function retryRejected(
  { store, log }: Storage,
  { all = false }: { all?: boolean },
): Promise<number> {
  const known = new Set((await store.directory()).units.map(({ id }) => id));
  let [retried, left] = [0, 0];
  for await (const documents of rejectedDocuments(store, true)) {
    const ready = documents.filter(
      ({ event, reason, unit }) =>
        event && (all || (reason === 'unknown-unit' && unit !== null && known.has(unit))),
    );
    await log.append(ready.map(asNewMessage));
    await store.markRetried(ready, Date.now());
    retried += ready.length;
    left += documents.length - ready.length;
  }
  console.log(`${retried} sent in again, ${left} left aside.`);
  return 0;
}

function asNewMessage({ event, subject }: RejectedDocument): EncodedEvent {
  if (!event || subject === null) throw new RangeError('An erased message cannot be sent in again.');
  return {
    key: subject,
    headers: { ...event.headers, ce_id: randomUUID() },
    value: Buffer.from(event.value),
  };
}
