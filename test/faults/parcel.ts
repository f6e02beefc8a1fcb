import type { Source } from '@kuulolla/contracts/source';
import type { Operation } from './operation.ts';

/** One request of a client, with the operations that are in it, in the order in which a receipt counts them. */
export interface Parcel {
  readonly source: Source;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly operations: readonly Operation[];
}

/** An answer as a client tells it: the operation and what only the request shows. */
export interface Told {
  readonly operation: Operation;
  /** The source's own id. */
  readonly id: string;
  /** Epoch ms. */
  readonly answeredAt: number;
  readonly comment: string | null;
}

const feedback = '/v1/feedback';
const resources = '/fhir/R4/QuestionnaireResponse';

/** Devices' answers as a JSON array, or alone. */
export function unitsJson(told: readonly Told[]): Parcel {
  const answers = told.map(deviceAnswer);
  const body = JSON.stringify(answers.length === 1 ? answers[0] : answers);
  return { ...jsonParcel('units', 'POST', feedback, body), operations: operationsOf(told) };
}

/** The same answers as a file. */
export function unitsCsv(told: readonly Told[]): Parcel {
  const rows = told.map((one) => {
    const { id, unit, answeredAt, nps, comment, revision } = deviceAnswer(one);
    const words = comment === undefined ? '' : `"${comment.replaceAll('"', '""')}"`;
    return [id, unit, answeredAt, nps ?? '', words, revision ?? ''].join(';');
  });
  return {
    source: 'units',
    method: 'POST',
    path: feedback,
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body: `id;unit;answeredAt;nps;comment;revision\r\n${rows.join('\r\n')}\r\n`,
    operations: operationsOf(told),
  };
}

/** A device corrects its answer. */
export function unitsPut(told: Told): Parcel {
  const body = JSON.stringify(deviceAnswer(told));
  return { ...jsonParcel('units', 'PUT', `${feedback}/${told.id}`, body), operations: [told.operation] };
}

/** A device takes its answer back. */
export function unitsDelete({ operation, id }: Pick<Told, 'operation' | 'id'>): Parcel {
  const revision = operation.revision === null ? '' : `?revision=${operation.revision}`;
  const path = `${feedback}/${id}${revision}`;
  return { source: 'units', method: 'DELETE', path, headers: {}, body: null, operations: [operation] };
}

/** Maisa's answer, correction or withdrawal; `by` says whether it goes by its identifier or by the id of its address. */
export function maisa(
  told: Told,
  status: 'completed' | 'amended' | 'entered-in-error',
  by: 'identifier' | 'id',
): Parcel {
  const { operation, id, answeredAt, comment } = told;
  const { revision, content } = operation;
  const isNumbered = revision !== null && revision > 0;
  const items = [
    ...(content?.nps == null ? [] : [{ linkId: 'nps', answer: [{ valueInteger: content.nps }] }]),
    ...(comment === null ? [] : [{ linkId: 'comment', answer: [{ valueString: comment }] }]),
  ];
  const resource = {
    resourceType: 'QuestionnaireResponse',
    ...(by === 'id' ? { id } : { identifier: { value: id } }),
    ...(isNumbered ? { meta: { lastUpdated: new Date(revision).toISOString() } } : {}),
    status,
    authored: new Date(answeredAt).toISOString(),
    ...(content ? { author: { identifier: { value: String(content.unit) } } } : {}),
    ...(items.length > 0 ? { item: items } : {}),
  };
  const [method, path] =
    by === 'id' ? (['PUT', `${resources}/${id}`] as const) : (['POST', resources] as const);
  const body = JSON.stringify(resource);
  return { ...jsonParcel('maisa', method, path, body, 'application/fhir+json'), operations: [operation] };
}

/** A request of hel.fi's form, named by the key its sender made. */
export function helfi({ operation, id, answeredAt, comment }: Told): Parcel {
  const { unit, nps, day } = operation.content ?? { unit: 0, nps: null, day: null };
  const form: Record<string, string> = {
    service_code: 'thanks',
    service_object_id: String(unit),
    service_object_type: 'unit',
    description: comment ?? 'Kiitos avusta.',
    ...(nps === null ? {} : { 'attribute[nps]': String(nps) }),
    ...(day === null ? {} : { requested_datetime: new Date(answeredAt).toISOString() }),
  };
  return {
    source: 'helfi',
    method: 'POST',
    path: '/open311/v2/requests.json',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': id },
    body: new URLSearchParams(form).toString(),
    operations: [operation],
  };
}

function deviceAnswer({ operation, id, answeredAt, comment }: Told) {
  const { revision, content } = operation;
  const { unit, nps } = content ?? { unit: 0, nps: null };
  return {
    id,
    unit,
    answeredAt: new Date(answeredAt).toISOString(),
    ...(nps === null ? {} : { nps }),
    ...(comment === null ? {} : { comment }),
    // An answer that is given for the first time has no revision where its source does not count them.
    ...(revision === null || revision === 0 ? {} : { revision }),
  };
}

function jsonParcel(
  source: Source,
  method: 'POST' | 'PUT',
  path: string,
  body: string,
  type = 'application/json',
): Omit<Parcel, 'operations'> {
  return { source, method, path, headers: { 'content-type': type }, body };
}

function operationsOf(told: readonly Told[]): Operation[] {
  return told.map(({ operation }) => operation);
}
