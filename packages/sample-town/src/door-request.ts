import type { Source } from '@kuulolla/contracts/source';
import type { TownMessage } from './town-message.ts';

/** One HTTP request to a door. */
export interface DoorRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Keys = Readonly<Record<Source, string>>;

/** Many devices' answers as one array. */
export function unitsBatch(answers: readonly object[], key: string): DoorRequest {
  return json('POST', '/v1/feedback', key, answers);
}

/** A message by itself. */
export function doorRequest(message: TownMessage, keys: Keys): DoorRequest {
  if (message.door === 'maisa') {
    const path = '/fhir/R4/QuestionnaireResponse';
    return json('POST', path, keys.maisa, message.body, 'application/fhir+json');
  }
  if (message.door === 'helfi') {
    return {
      method: 'POST',
      path: '/open311/v2/requests.json',
      headers: {
        ...authorization(keys.helfi),
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': message.key,
      },
      body: new URLSearchParams(message.form).toString(),
    };
  }
  if (message.act === 'give') return unitsBatch([message.body], keys.units);
  const id = message.act === 'correct' ? message.body.id : message.id;
  const path = `/v1/feedback/${encodeURIComponent(id)}`;
  if (message.act === 'correct') return json('PUT', path, keys.units, message.body);
  const headers = authorization(keys.units);
  return { method: 'DELETE', path: `${path}?revision=${message.revision}`, headers, body: '' };
}

function json(
  method: 'POST' | 'PUT',
  path: string,
  key: string,
  body: object,
  type = 'application/json',
): DoorRequest {
  return {
    method,
    path,
    headers: { ...authorization(key), 'content-type': type },
    body: JSON.stringify(body),
  };
}

function authorization(key: string) {
  return { authorization: `api-key ${key}` };
}
