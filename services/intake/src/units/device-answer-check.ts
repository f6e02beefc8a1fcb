import { type DeviceAnswer, deviceAnswerSchema, maxCommentLength } from '@kuulolla/contracts/device-answer';
import { instantSchema, statementNameSchema } from '@kuulolla/contracts/feedback-event';
import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { futureTolerance } from '../intake-desk.ts';
import { rememberingPlainNames } from '../plain-names.ts';
import { fieldRules } from './field-rules.ts';
import { nameableField } from './nameable-field.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

/** A device's answer that may go in, or why it may not. */
export type CheckedAnswer =
  | { readonly ok: true; readonly answer: DeviceAnswer; readonly answeredAt: number }
  | { readonly ok: false; readonly refusal: Refusal };

/** Most statements of one answer: with the longest comment an event still fits on the log. */
export const maxStatements = 100;

const known = new Set(Object.keys(deviceAnswerSchema.shape));
const required = ['id', 'unit', 'answeredAt'];

/**
 * Checks one answer as it was sent; `now` in epoch ms. The first fault found is the one that is told. Never throws, and
 * no refusal holds anything of what was sent but the name of a field.
 */
export function checkDeviceAnswer(sent: unknown, now: number): CheckedAnswer {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    return refuse('not-an-object', null, 'An answer must be a JSON object.');
  }
  const strange = faultOfNames(sent) ?? faultOfStatementNames((sent as { statements?: unknown }).statements);
  if (strange) return { ok: false, refusal: strange };
  const parsed = deviceAnswerSchema.safeParse(sent);
  if (!parsed.success) return faultOfPath(sent, parsed.error.issues[0]?.path ?? []);
  if (!isPlainId(parsed.data.id)) return faultOfPath(sent, ['id']);
  return checkTime(parsed.data, now);
}

/** Whether an id can be a message's key as it is: 1 to 200 characters, no controls, no half of a character. */
export function isPlainId(id: string): boolean {
  return id.length >= 1 && id.length <= 200 && id.isWellFormed() && !/\p{Cc}/u.test(id);
}

/** Asked of the object's own keys before the schema, which would pass over `__proto__` in silence. */
function faultOfNames(sent: object): Refusal | null {
  const unknown = Object.keys(sent).find((name) => !known.has(name));
  if (unknown === undefined) return null;
  const field = nameableField(unknown);
  return { code: 'unknown-field', field, message: 'This field is unknown; leave it out.' };
}

function faultOfStatementNames(statements: unknown): Refusal | null {
  if (typeof statements !== 'object' || statements === null) return null;
  const names = Object.keys(statements);
  const bad = names.find((name) => !isPlainStatementName(name));
  if (bad === undefined && names.length <= maxStatements) return null;
  return fault('statements', bad === undefined ? 'statements' : `statements.${nameableField(bad)}`);
}

const isPlainStatementName = rememberingPlainNames(
  (name) => statementNameSchema.safeParse(name).success && !containsIdentifier(name),
);

function faultOfPath(sent: object, path: readonly PropertyKey[]): CheckedAnswer {
  const name = String(path[0] ?? '');
  const value = (sent as Record<string, unknown>)[name];
  if (required.includes(name) && (value === undefined || value === null)) {
    return refuse('missing-field', name, `${name} is missing; every answer needs it.`);
  }
  if (name === 'comment' && typeof value === 'string') {
    return refuse(
      'comment-too-long',
      name,
      `comment must not be longer than ${maxCommentLength} characters.`,
    );
  }
  return { ok: false, refusal: fault(name, path.map(String).join('.')) };
}

function checkTime(answer: DeviceAnswer, now: number): CheckedAnswer {
  const answeredAt = Date.parse(answer.answeredAt);
  if (answeredAt > now + futureTolerance) {
    return refuse('in-the-future', 'answeredAt', 'answeredAt is in the future; set the clock of the sender.');
  }
  if (!instantSchema.safeParse(answeredAt).success) {
    return refuse(
      'too-old',
      'answeredAt',
      'answeredAt is before the year 2000; set the clock of the sender.',
    );
  }
  return { ok: true, answer, answeredAt };
}

function fault(name: string, field: string): Refusal {
  const { code, message } = fieldRules[name] ?? { code: 'not-an-object', message: 'This is not an answer.' };
  return { code, field, message };
}

function refuse(code: RefusalCode, field: string | null, message: string): CheckedAnswer {
  return { ok: false, refusal: { code, field, message } };
}
