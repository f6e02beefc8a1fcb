import { randomUUID } from 'node:crypto';
import { decodeEvent, type EncodedEvent, retriedHeader } from '@kuulolla/contracts/cloud-event';
import type { RejectedDocument } from '@kuulolla/store/rejected-document';
import type { Store } from '@kuulolla/store/store';
import type { Storage } from './operator-settings.ts';

const chunk = 500;

async function* rejectedDocuments(
  store: Pick<Store, 'rejected'>,
): AsyncGenerator<readonly RejectedDocument[]> {
  let after: RejectedDocument | undefined;
  for (;;) {
    const documents = await store.rejected({ limit: chunk, ...(after && { after }) });
    if (documents.length === 0) return;
    yield documents;
    after = documents.at(-1);
  }
}

/** Lists what was kept aside, by reason, unit and what became of it; no words of anybody. */
export async function listRejected({ store }: Pick<Storage, 'store'>): Promise<number> {
  const groups = new Map<string, number>();
  for await (const documents of rejectedDocuments(store)) {
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

/**
 * Appends again what was kept aside for a unit the register knows by now, and what this release understands of messages
 * that another did not and that the log still has; with `all`, whatever can be read. One append for each page that was
 * read; what a retry that died appended and did not mark is appended again by the next, which is harmless.
 */
export async function retryRejected(
  { store, log }: Pick<Storage, 'store' | 'log'>,
  { all = false }: { all?: boolean },
): Promise<number> {
  const known = new Set((await store.directory()).units.map(({ id }) => id));
  const isOlder = await keptBeforeNow(store, log);
  const newMessage = async (document: RejectedDocument): Promise<EncodedEvent | null> => {
    const { reason, unit } = document;
    if (reason === 'not-understood') return understoodNow(log, document);
    const mayGoIn = all || (reason === 'unknown-unit' && unit !== null && known.has(unit));
    return mayGoIn ? asNewMessage(document) : null;
  };
  let [retried, left] = [0, 0];
  for await (const documents of rejectedDocuments(store)) {
    const sent: RejectedDocument[] = [];
    const messages: EncodedEvent[] = [];
    for (const document of documents) {
      if (document.retriedAt !== null || !isOlder(document)) continue;
      const message = await newMessage(document);
      if (message === null) {
        left++;
        continue;
      }
      sent.push(document);
      messages.push(message);
    }
    if (messages.length === 0) continue;
    await log.append(messages);
    await store.markRetried(sent, Date.now());
    retried += sent.length;
  }
  console.log(`${retried} sent in again, ${left} left aside.`);
  return 0;
}

/** What is sent in again may be kept aside again, with a later offset: without this bound a retry would meet it, for ever. */
async function keptBeforeNow(
  store: Pick<Store, 'partitionStates'>,
  { topic }: Pick<Storage['log'], 'topic'>,
): Promise<(document: RejectedDocument) => boolean> {
  const states = await store.partitionStates(topic.id);
  const positions = new Map(states.map(({ partition, offset }) => [partition, offset]));
  return ({ topicId, partition, offset }) => topicId !== topic.id || offset < (positions.get(partition) ?? 0);
}

const newHeaders = () => ({ ce_id: randomUUID(), [retriedHeader]: new Date().toISOString() });

/** Null where the words were erased. */
function asNewMessage({ event, subject }: RejectedDocument): EncodedEvent | null {
  if (!event || subject === null) return null;
  return {
    key: subject,
    headers: { ...event.headers, ...newHeaders() },
    value: Buffer.from(event.value),
  };
}

/** The message where it lies in the log, if the log still has it and this release understands it; null otherwise. */
async function understoodNow(
  log: Storage['log'],
  { topicId, partition, offset }: RejectedDocument,
): Promise<EncodedEvent | null> {
  const range = (await log.ranges()).find((one) => one.partition === partition);
  if (topicId !== log.topic.id || !range || offset < range.start || offset >= range.end) return null;
  const [message] = await log.read(partition, offset, 1);
  if (!message || !decodeEvent(message).ok) return null;
  const { key, headers, value } = message;
  return { key, headers: { ...headers, ...newHeaders() }, value };
}
