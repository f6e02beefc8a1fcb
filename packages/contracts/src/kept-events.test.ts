import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeEvent, encodeEvent } from './cloud-event.ts';

interface KeptEvent {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** Messages as earlier releases wrote them. Never changed: a release that writes otherwise adds a file of its own. */
const kept = ['events-1.json', 'events-2.json'].flatMap((file) => {
  const events: readonly KeptEvent[] = JSON.parse(
    readFileSync(new URL(`../kept/${file}`, import.meta.url), 'utf8'),
  );
  return events.map((event) => [event.headers.ce_type, file, event] as const);
});

describe('an event of an earlier release', () => {
  test.each(kept)('%s of %s is still understood', (_type, _file, event) => {
    const decoded = decodeEvent({ ...event, value: Buffer.from(event.value) });
    expect(decoded).toMatchObject({
      ok: true,
      event: { subject: event.key, data: JSON.parse(event.value) },
    });
  });

  test.each(kept)(
    '%s of %s is written as it was, so that the release before understands this one',
    (_type, _file, event) => {
      const decoded = decodeEvent({ ...event, value: Buffer.from(event.value) });
      if (!decoded.ok) throw new Error('not understood');
      const { headers, value } = encodeEvent(decoded.event);
      expect(headers).toEqual(event.headers);
      expect(JSON.parse(value.toString())).toEqual(JSON.parse(event.value));
    },
  );
});
