import { type DecodedEvent, decodeEvent, retriedHeader } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import type { Outcome, RejectionReason } from '@kuulolla/contracts/outcome';
import type { Source } from '@kuulolla/contracts/source';
import type { TallyOrigin } from '@kuulolla/contracts/tally';
import type { LogBatch, LogMessage } from '@kuulolla/event-log/event-log';
import { messageMark } from '@kuulolla/event-log/message-mark';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { RejectedDocument } from '@kuulolla/store/rejected-document';
import type { RecorderTransaction, Store } from '@kuulolla/store/store';
import { type DecideContext, decide } from './decide.ts';
import { type PartitionDelta, tallyDeltas } from './tally-deltas.ts';
import type { UnitKnowledge } from './unit-knowledge.ts';

export interface BatchContext {
  readonly units: UnitKnowledge;
  readonly dayOf: DecideContext['dayOf'];
  /** Epoch ms. */
  readonly now: number;
}

export interface BatchResult {
  /** The offset the store stands at: where the partition goes on. */
  readonly next: number;
  /** How often each outcome came about in what this call applied. */
  readonly outcomes: ReadonlyMap<Outcome, number>;
}

/**
 * Applies each message of a batch once, in one transaction: reads the position, skips what lies before it, writes nothing
 * where the batch begins after it, and advances from exactly the value read, so that a recorder that was asleep
 * conflicts and reads again. Only then is the offset committed to the log, which is a hint.
 */
export function recordBatch(
  store: Pick<Store, 'transaction'>,
  batch: LogBatch,
  context: BatchContext,
): Promise<BatchResult> {
  return store.transaction(async (tx) => {
    const { topic, partition, messages } = batch;
    const position = await tx.position(topic.id, partition);
    const fresh = messages.filter(({ offset }) => offset >= position);
    const last = fresh.at(-1);
    if (!last || (messages[0] as LogMessage).offset > position)
      return { next: position, outcomes: new Map() };
    const next = last.offset + 1;
    await tx.advance(topic.id, partition, position, next, messageMark(last));
    const effects = await decideAll(tx, batch, fresh, context);
    await write(tx, batch, effects);
    return { next, outcomes: effects.outcomes };
  });
}

interface Effects {
  readonly documents: Map<string, AnswerDocument>;
  readonly deltas: PartitionDelta[];
  readonly rejected: RejectedDocument[];
  readonly withdrawn: string[];
  readonly outcomes: Map<Outcome, number>;
  readonly outcomesBySource: Record<Source | '-', Partial<Record<Outcome, number>>>;
}

async function decideAll(
  tx: RecorderTransaction,
  batch: LogBatch,
  messages: readonly LogMessage[],
  context: BatchContext,
): Promise<Effects> {
  const decoded = messages.map((message) => ({ message, result: decodeEvent(message) }));
  const ids = new Set(decoded.flatMap(({ result }) => (result.ok ? [result.event.subject] : [])));
  if (decoded.some(({ result }) => namesUnknownUnit(result, context.units))) await context.units.refresh();
  const known = new Map(await tx.answers([...ids]));
  const effects: Effects = {
    documents: new Map(),
    deltas: [],
    rejected: [],
    withdrawn: [],
    outcomes: new Map(),
    outcomesBySource: { units: {}, maisa: {}, helfi: {}, '-': {} },
  };
  for (const { message, result } of decoded) {
    const outcome = result.ok
      ? applyEvent(known, effects, result.event, batch.partition, originOf(message, result.event), context)
      : ('rejected:not-understood' as const);
    if (outcome.startsWith('rejected:'))
      effects.rejected.push(rejectedDocument(batch, message, result, outcome, context));
    count(effects, result.ok ? result.event.source : '-', outcome);
  }
  return effects;
}

/** A unit the register does not know may have been imported a moment ago. */
function namesUnknownUnit(result: DecodedEvent, units: UnitKnowledge): boolean {
  return result.ok && result.event.type !== 'feedback.withdrawn' && !units.knows(result.event.data.unit);
}

/**
 * An answer that lay in a spool was acknowledged long before the log took it: at its receipt, as far as can be known. By a
 * clock of intake that is ahead of the log's that would be after it. What was kept aside waited for an operator, and counts
 * from when it was sent in again: how long we take would otherwise look like days.
 */
function originOf({ appendedAt, headers }: LogMessage, { data }: FeedbackEvent): TallyOrigin {
  const { traceparent, [retriedHeader]: retried } = headers;
  const acknowledgedAt = retried === undefined ? Math.min(appendedAt, data.receivedAt) : appendedAt;
  return { acknowledgedAt, ...(traceparent !== undefined && { traceparent }) };
}

function applyEvent(
  known: Map<string, AnswerDocument>,
  effects: Effects,
  event: FeedbackEvent,
  partition: number,
  origin: TallyOrigin,
  context: BatchContext,
): Outcome {
  const before = known.get(event.subject);
  const { outcome, document } = decide(before, event, {
    partition,
    knowsUnit: context.units.knows,
    dayOf: context.dayOf,
  });
  if (document) {
    effects.deltas.push(...tallyDeltas(before, document, origin));
    effects.documents.set(event.subject, document);
    known.set(event.subject, document);
    const isNews = outcome === 'withdrawn' || document.revision !== before?.revision;
    if (event.type === 'feedback.withdrawn' && isNews) takeWordsBack(effects, event.subject);
  }
  return outcome;
}

/**
 * What was kept aside of an answer loses its words when the answer is withdrawn: in the store, and in this batch. What
 * is kept aside afterwards was given after the withdrawal, and a withdrawal that is only sent again, or comes late, does
 * not reach it, even where it tells the answer's other name.
 */
function takeWordsBack({ rejected, withdrawn }: Effects, subject: string): void {
  withdrawn.push(subject);
  for (const [at, kept] of rejected.entries())
    if (kept.subject === subject) rejected[at] = { ...kept, event: null };
}

function count(effects: Effects, source: Source | '-', outcome: Outcome): void {
  const bySource = effects.outcomesBySource[source];
  bySource[outcome] = (bySource[outcome] ?? 0) + 1;
  effects.outcomes.set(outcome, (effects.outcomes.get(outcome) ?? 0) + 1);
}

async function write(tx: RecorderTransaction, batch: LogBatch, effects: Effects): Promise<void> {
  const { topic, partition } = batch;
  if (effects.documents.size > 0) await tx.putAnswers([...effects.documents.values()]);
  const deltas = Map.groupBy(effects.deltas, (delta) => delta.partition);
  for (const [counted, some] of deltas) await tx.addTallies(counted, some);
  await tx.countOutcomes(topic.id, partition, effects.outcomesBySource);
  if (effects.withdrawn.length > 0) await tx.eraseRejected(effects.withdrawn);
  if (effects.rejected.length > 0) await tx.reject(effects.rejected);
}

function rejectedDocument(
  { topic, partition }: LogBatch,
  message: LogMessage,
  result: DecodedEvent,
  outcome: Outcome,
  { now }: BatchContext,
): RejectedDocument {
  const reason = outcome.slice('rejected:'.length) as RejectionReason;
  const place = {
    topicId: topic.id,
    partition,
    offset: message.offset,
    reason,
    rejectedAt: now,
    retriedAt: null,
  };
  if (!result.ok)
    return { ...place, field: result.field, source: null, subject: null, unit: null, event: null };
  const { event } = result;
  return {
    ...place,
    field: reason === 'unknown-unit' ? 'unit' : 'id',
    source: event.source,
    subject: event.subject,
    unit: event.type === 'feedback.withdrawn' ? null : event.data.unit,
    event: { headers: message.headers, value: message.value.toString('utf8') },
  };
}
