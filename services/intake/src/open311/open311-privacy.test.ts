import { anyIdentifier, plantedComment } from '@kuulolla/privacy/identifier-generator';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedback, helfiKey, type Open311Door, openOpen311Door } from './open311-door.test-kit.ts';

let door: Open311Door;
beforeAll(async () => {
  door = await openOpen311Door({
    limits: { requestsPerMinute: 1_000_000 },
    publicRequestsPerMinute: 1_000_000,
  });
});
afterAll(() => door.close());

const fields = [
  ...[
    'title',
    'first_name',
    'last_name',
    'email',
    'phone',
    'device_id',
    'account_id',
    'media_url',
    'address_string',
  ],
  ...['lat', 'long', 'address_id', 'unknown', 'attribute[submission_id]', 'attribute[unknown]', 'locale'],
  ...[
    'service_code',
    'service_object_id',
    'service_object_type',
    'attribute[nps]',
    'attribute[access]',
    'api_key',
  ],
];

test('an identifier planted in any field, name or path comes out in an event, a log line or an answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      plantedComment(),
      anyIdentifier(),
      fc.constantFrom(...fields),
      fc.boolean(),
      async (comment, identifier, field, isMultipart) => {
        door.events.length = 0;
        door.logLines.length = 0;
        const sent = {
          api_key: helfiKey,
          ...feedback,
          description: comment.text,
          [field]: identifier.spelling,
        };
        const form = isMultipart ? new FormData() : new URLSearchParams();
        for (const [name, value] of Object.entries(sent)) form.set(name, value);
        form.set(identifier.spelling, identifier.spelling);
        const posted = await door.send('/requests.json', { method: 'POST', body: form });
        const place = encodeURIComponent(identifier.spelling);
        const read = await door.get(`/requests/${place}.xml?service_code=${place}&status=${place}`);
        const listed = await door.get(`/requests.json?api_key=${helfiKey}&extensions=true`);
        const kept = [
          JSON.stringify(door.events),
          posted.text,
          read.text,
          listed.text,
          ...door.logLines,
        ].join('\n');
        for (const { mustNotAppear } of [identifier, ...comment.planted]) {
          for (const text of mustNotAppear) expect(kept).not.toContain(JSON.stringify(text).slice(1, -1));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('an Idempotency-Key that names a person comes out as it is', async () => {
  await fc.assert(
    fc.asyncProperty(anyIdentifier(), async ({ plain }) => {
      door.events.length = 0;
      const key = encodeURI(plain).replaceAll('%20', ' ');
      const posted = await door.post({}, '/requests.json', { 'idempotency-key': key });
      expect(posted.status).toBe(201);
      expect(JSON.stringify(door.events) + posted.text + door.logLines.join()).not.toContain(key);
    }),
    { numRuns: 100 },
  );
});
