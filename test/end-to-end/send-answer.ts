import type { Kuulolla } from '../kuulolla-process.ts';

/** The ways in. Each takes an answer once, however often it is sent. */
export const doors = ['units-json', 'units-csv', 'maisa', 'helfi-form', 'helfi-multipart'] as const;
export type Door = (typeof doors)[number];

export interface Answer {
  /** The source's own id: letters, digits and `-`. */
  readonly id: string;
  readonly unit: number;
  readonly nps: number | null;
  readonly comment?: string;
  /** Epoch ms; the hel.fi doors take the time of receipt. */
  readonly answeredAt: number;
}

/** How a door is spoken to with its key: what `fetch` is given for an answer. */
const requests: Readonly<
  Record<Door, (answer: Answer, key: string) => readonly [path: string, init: RequestInit]>
> = {
  'units-json': (answer, key) => ['/v1/feedback', withKey(key, json('POST', deviceAnswer(answer)))],
  'units-csv': (answer, key) => ['/v1/feedback', withKey(key, csv(csvOf([answer])))],
  maisa: (answer, key) => [
    '/fhir/R4/QuestionnaireResponse',
    withKey(key, json('POST', questionnaireResponse(answer), 'application/fhir+json')),
  ],
  'helfi-form': (answer, key) => [
    '/open311/v2/requests.json',
    {
      method: 'POST',
      headers: { 'idempotency-key': answer.id },
      body: new URLSearchParams({ ...serviceRequest(answer), api_key: key }),
    },
  ],
  'helfi-multipart': (answer, key) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(serviceRequest(answer))) body.append(name, value);
    const path = `/open311/v2/requests.xml?api_key=${key}`;
    return [path, { method: 'POST', headers: { 'idempotency-key': answer.id }, body }];
  },
};

/** Sends an answer through a door with that door's key, where the door's callers put it. */
export function sendAnswer(
  { address, keys }: Pick<Kuulolla, 'address' | 'keys'>,
  door: Door,
  answer: Answer,
): Promise<Response> {
  const [path, init] = requests[door](answer, keys[sourceOfDoor(door)]);
  return fetch(address + path, init);
}

function withKey(key: string, init: RequestInit): RequestInit {
  return { ...init, headers: { authorization: `api-key ${key}`, ...init.headers } };
}

/** Sends a request to a path with a source's key. */
export function send(
  { address, keys }: Pick<Kuulolla, 'address' | 'keys'>,
  source: keyof Kuulolla['keys'],
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  return fetch(address + path, withKey(keys[source], init));
}

export function sourceOfDoor(door: Door): keyof Kuulolla['keys'] {
  return door === 'maisa' ? 'maisa' : door.startsWith('helfi') ? 'helfi' : 'units';
}

export function json(method: string, body: unknown, type = 'application/json'): RequestInit {
  return { method, headers: { 'content-type': type }, body: JSON.stringify(body) };
}

export function csv(body: string | Buffer<ArrayBuffer>): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'text/csv; charset=utf-8' }, body };
}

export function csvOf(answers: readonly Answer[]): string {
  const rows = answers.map(({ id, unit, nps, comment = '', answeredAt }) =>
    [id, unit, new Date(answeredAt).toISOString(), nps ?? '', `"${comment.replaceAll('"', '""')}"`].join(';'),
  );
  return `${['id;unit;answeredAt;nps;comment', ...rows].join('\r\n')}\r\n`;
}

export function deviceAnswer({ id, unit, nps, comment, answeredAt }: Answer) {
  return { id, unit, nps, comment, answeredAt: new Date(answeredAt).toISOString() };
}

export function questionnaireResponse({ id, unit, nps, comment, answeredAt }: Answer) {
  return {
    resourceType: 'QuestionnaireResponse',
    identifier: { value: id },
    status: 'completed',
    authored: new Date(answeredAt).toISOString(),
    author: { identifier: { value: String(unit) } },
    item: [
      ...(nps === null ? [] : [{ linkId: 'nps', answer: [{ valueInteger: nps }] }]),
      ...(comment === undefined ? [] : [{ linkId: 'comment', answer: [{ valueString: comment }] }]),
    ],
  };
}

export function serviceRequest({ unit, nps, comment }: Answer): Record<string, string> {
  return {
    service_code: serviceCode,
    service_object_id: String(unit),
    service_object_type: 'unit',
    description: comment ?? 'Kiitos avusta.',
    ...(nps === null ? {} : { 'attribute[nps]': String(nps) }),
  };
}

/** One of the shipped services. */
const serviceCode = 'thanks';
