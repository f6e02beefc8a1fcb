import { randomUUID } from 'node:crypto';
import { type EncodedEvent, encodeEvent } from '@kuulolla/contracts/cloud-event';
import { toEvent } from '@kuulolla/intake/to-event';
import { deviceAnswer } from './answers.ts';

const key = Buffer.alloc(32, 7);

/** Events as intake makes them, of answers spread over 349 units and `days` days before now. */
export function encodedEvents(count: number, days: number, now: number): EncodedEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const { unit, nps, questionnaire, comment } = deviceAnswer(index, now);
    const answeredAt = now - Math.floor((index * 7_919_777) % (days * 86_400_000)) - 60_000;
    return encodeEvent(
      toEvent(
        {
          kind: 'given',
          source: 'units',
          ownId: `bench-${randomUUID()}`,
          revision: null,
          content: {
            unit: unit as number,
            nps: nps as number,
            questionnaire: questionnaire as string,
            comment: comment as string | null,
            answeredAt,
            statements: { access: 4, encounter: 5 },
            language: 'fi',
            channel: 'touchscreen',
            respondent: 'self',
            ageBand: '30-44',
          },
        },
        { key, receivedAt: now, nextRevision: () => now },
      ),
    );
  });
}
