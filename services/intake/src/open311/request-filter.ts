import { answerId } from '@kuulolla/contracts/source';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { AnswerFilter } from '@kuulolla/store/store';
import { type FormFields, singleField } from './form-fields.ts';
import type { Open311Config } from './open311-config.ts';
import { serviceOfCode } from './service-catalogue.ts';
import { unitOfForm } from './service-object.ts';
import { parseW3cTime, type TimeSpan } from './w3c-time.ts';

/** Most requests in one answer, the newest first. */
export const maxRequests = 1_000;
/** The span of time without one given, and the longest, in ms. */
export const maxSpan = 90 * 86_400_000;
/** Ninety Helsinki days are an hour longer in autumn. */
const summerTime = 3_600_000;

/**
 * What `GET /requests` asks of the store: filters whose results are joined. `service_request_id` overrides all other
 * parameters, as the standard says. Throws 400 naming the parameter, 404 for an unknown service.
 */
export function requestFilters(
  query: FormFields,
  config: Open311Config,
  now: number,
): readonly AnswerFilter[] {
  const base = { source: 'helfi', limit: maxRequests } as const;
  const ids = listOf(query, 'service_request_id');
  if (ids.length > maxRequests)
    throw wrong('service_request_id', `service_request_id takes ${maxRequests} ids at most.`);
  if (ids.length > 0) return [{ ...base, ids: ids.map((id) => answerId('helfi', id)) }];
  const statuses = listOf(query, 'status');
  if (!statuses.every((status) => status === 'open' || status === 'closed')) {
    throw wrong('status', 'status must be open, closed or both.');
  }
  const codes = [...new Set(listOf(query, 'service_code'))];
  const services = codes.map((code) => serviceOfCode(code, config).code);
  const span = spanOf(query, now);
  const unit = unitOfForm(query);
  if (statuses.length > 0 && !statuses.includes('open')) return [];
  const within = {
    ...base,
    receivedFrom: span.first,
    receivedTo: span.last,
    ...(unit === null ? {} : { unit }),
  };
  if (services.length === 0) return [within];
  return services.map((code) => ({ ...within, questionnaire: `helfi/${code}` }));
}

/** `extensions=true` (or 1) asks for more than the standard has; 400 for what is neither yes nor no. */
export function wantsExtensions(query: FormFields): boolean {
  const value = singleField(query, 'extensions')?.trim().toLowerCase() ?? 'false';
  if (!['true', 'false', '1', '0'].includes(value))
    throw wrong('extensions', 'extensions must be true or false.');
  return value === 'true' || value === '1';
}

/** Values of a parameter that may be repeated or written with commas. */
function listOf(query: FormFields, name: string): string[] {
  const values = query.fields.get(name) ?? [];
  return values.flatMap((value) => value.split(',').map((part) => part.trim())).filter((part) => part !== '');
}

function spanOf(query: FormFields, now: number): TimeSpan {
  const start = timeOf(query, 'start_date');
  const end = timeOf(query, 'end_date');
  if (start && end) {
    if (end.last < start.first) throw wrong('end_date', 'end_date is before start_date.');
    if (end.first - start.first > maxSpan + summerTime) {
      throw wrong('start_date', 'start_date and end_date may be 90 days apart at most.');
    }
  }
  const last = end?.last ?? (start ? start.first + maxSpan : now);
  const first = start?.first ?? (end ? end.first : now) - maxSpan;
  const after = timeOf(query, 'updated_after');
  const before = timeOf(query, 'updated_before');
  return {
    first: Math.max(first, after?.first ?? first),
    last: Math.min(last, before?.last ?? last),
  };
}

function timeOf(query: FormFields, name: string): TimeSpan | null {
  const text = singleField(query, name);
  if (text === null) return null;
  const span = parseW3cTime(text);
  if (span) return span;
  throw wrong(
    name,
    `${name} must be a day or a time with its zone, such as 2026-11-22 or 2026-11-22T12:00:00Z.`,
  );
}

function wrong(field: string, message: string): HttpProblem {
  return new HttpProblem(400, 'bad-filter', message, { field });
}
