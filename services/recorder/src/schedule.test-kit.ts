import { type EncodedEvent, encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { amendedEvent, fingerprintOf, givenEvent, withdrawnEvent } from './events.test-kit.ts';
import type { SeededRandom } from './seeded-random.test-kit.ts';

/** Units the register of the tests knows; unit 99 is unknown to it. */
export const knownUnits = [1, 2, 3];
const day = 86_400_000;

/** One message of a schedule: an event, or something nobody understands. */
export interface Scheduled {
  readonly event: FeedbackEvent | null;
  readonly encoded: EncodedEvent;
}

/** A random history of a few answers: given, amended, withdrawn, repeated, out of order, malformed. */
export function randomSchedule(random: SeededRandom): Scheduled[] {
  const messages: Scheduled[] = [];
  const answers = 2 + random.below(8);
  for (let left = 10 + random.below(50); left > 0; left--) {
    if (messages.length > 0 && random.chance(0.2)) messages.push(random.pick(messages));
    else if (random.chance(0.05)) messages.push({ event: null, encoded: malformed(random) });
    else {
      const event = randomEvent(random, `units:${random.below(answers)}`);
      messages.push({ event, encoded: encodeEvent(event) });
    }
  }
  return messages;
}

function randomEvent(random: SeededRandom, subject: string): FeedbackEvent {
  const revision = random.below(6);
  const alias = random.chance(0.2) ? random.pick(['a', 'b']) : undefined;
  if (random.chance(0.2)) return withdrawnEvent(revision, subject, alias);
  const unit = random.chance(0.1) ? 99 : random.pick(knownUnits);
  const nps = random.chance(0.15) ? null : random.below(11);
  const answeredAt = Date.UTC(2026, 9, 24) + random.below(3) * day;
  const fingerprint = fingerprintOf(`${unit}|${nps}|${answeredAt / day}`);
  const content = {
    revision,
    unit,
    nps,
    answeredAt,
    fingerprint,
    language: random.pick(['fi', 'sv', null] as const),
    ...(alias === undefined ? {} : { alias }),
  };
  return random.chance(0.5) ? givenEvent(content, subject) : amendedEvent(content, subject);
}

function malformed(random: SeededRandom): EncodedEvent {
  const good = encodeEvent(givenEvent({}, `units:${random.below(9)}`));
  return random.pick([
    { ...good, value: Buffer.from('{"revision":') },
    { ...good, value: Buffer.from([0xff, 0xfe, 0x00]) },
    { ...good, headers: {} },
    { ...good, key: 'another' },
    { ...good, headers: { ...good.headers, ce_type: 'feedback.unheard-of' } },
    { ...good, value: Buffer.from(JSON.stringify({ ...givenEvent().data, nps: 11 })) },
  ]);
}
