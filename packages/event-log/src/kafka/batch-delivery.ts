import type { Batch, EachBatchPayload } from 'kafkajs';
import type { ConsumeOptions, PartitionRange, Topic } from '../event-log.ts';
import type { Admitted, Assignment } from './assignment.ts';
import { toLogMessage } from './log-message.ts';
import { isWithin, lostPosition, missingMessages, outsideRange } from './positions.ts';
import type { FetchedRecord } from './record-codec.ts';
import type { TopicReader } from './topic-reader.ts';

export interface DeliveryParts {
  readonly options: ConsumeOptions;
  readonly topic: Topic;
  readonly reader: Pick<TopicReader, 'ranges'>;
  readonly assignment: Pick<Assignment, 'seek'>;
}

/**
 * Hands in what the client fetched of one partition, `maxBatch` at a time, until it is through, or no longer ours, or
 * sought away from. Rejects with the handler's error, or with an EventLogError `offset-out-of-range` where the messages
 * do not begin at the partition's position, have holes, or the handler asks for what the topic does not hold.
 */
export async function deliver(
  payload: Pick<EachBatchPayload, 'batch' | 'resolveOffset'>,
  at: Admitted,
  isOurs: () => boolean,
  { options, topic, reader, assignment }: DeliveryParts,
): Promise<void> {
  const { batch, resolveOffset } = payload;
  const { partition } = batch;
  const messages = (batch.messages as unknown as FetchedRecord[]).map(toLogMessage);

  async function rangeOf(): Promise<PartitionRange> {
    return (await reader.ranges())[partition] as PartitionRange;
  }

  /** The batch does not begin where the partition stands: finds out why, and goes back if that may help. */
  async function explainStray(): Promise<void> {
    const range = await rangeOf();
    if (!isWithin(range, at.position)) {
      // The client has committed where it jumped to: the group's place is put back before we go.
      at.committed = null;
      throw lostPosition(options.group, range, at.position);
    }
    at.strays += 1;
    if (fetchedOffset(batch) === at.position || at.strays > 3) throw missingMessages(partition, at.position);
    if (isOurs()) assignment.seek(partition, at.position);
  }

  if (!isOurs()) return;
  if (messages[0]?.offset !== at.position) return explainStray();
  at.strays = 0;
  for (let from = 0; from < messages.length && isOurs(); ) {
    const slice = messages.slice(from, from + options.maxBatch);
    if (slice.some(({ offset }, index) => offset !== at.position + index)) {
      throw missingMessages(partition, at.position);
    }
    const { next } = await options.onBatch({ topic, partition, messages: slice });
    const through = at.position + slice.length;
    if (next !== through) {
      const range = await rangeOf();
      if (!isWithin(range, next)) throw outsideRange(options.group, range, next);
      at.position = next;
      if (isOurs()) assignment.seek(partition, next);
      return;
    }
    at.position = through;
    from += slice.length;
    if (isOurs()) resolveOffset(String(through - 1));
  }
}

/** What kafkajs asked the broker for; the property is there, but not in its types. */
function fetchedOffset(batch: Batch): number {
  return Number((batch as Batch & { readonly fetchedOffset: string }).fetchedOffset);
}
