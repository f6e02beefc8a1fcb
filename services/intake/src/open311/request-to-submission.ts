import { randomUUID } from 'node:crypto';
import { isCommentTooLong, maxCommentLength } from '@kuulolla/contracts/device-answer';
import { type Language, languageSchema } from '@kuulolla/contracts/feedback-event';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { hashInLetters } from '../screened-id.ts';
import type { Submission } from '../submission.ts';
import { readAttributes } from './attribute-answers.ts';
import { type FormFields, single, singleField } from './form-fields.ts';
import type { Open311Config } from './open311-config.ts';
import { requestedTime } from './requested-time.ts';
import { serviceOfForm } from './service-catalogue.ts';
import { unitOfForm } from './service-object.ts';

export interface RequestReceipt {
  /** Epoch ms: when the resident wrote, unless `requested_datetime` says. */
  readonly now: number;
  /** The header, as sent. */
  readonly idempotencyKey: string | undefined;
  /** Secret of the fingerprints: an id which cannot be part of an address becomes its hash. */
  readonly key: Buffer;
}

export interface TakenRequest {
  readonly submission: Submission;
  /** Attributes sent that the service does not have. */
  readonly attributesLeftOut: number;
}

/**
 * A service request as an answer. Everything that names the resident or a place (name, e-mail, phone, device, account,
 * media, address, coordinates) is not read at all. Throws an HttpProblem: 404 for an unknown service, else 400 with the
 * field.
 */
export function requestToSubmission(
  form: FormFields,
  config: Open311Config,
  receipt: RequestReceipt,
): TakenRequest {
  const service = serviceOfForm(form, config);
  const unit = unitOfForm(form);
  if (unit === null) {
    const message =
      'service_object_id is missing; name the unit by its Service Map id and service_object_type unit.';
    throw new HttpProblem(400, 'unit-missing', message, { field: 'service_object_id' });
  }
  const { attributesLeftOut, ...kept } = readAttributes(form, service, config.idempotencyField);
  const comment = commentOf(form);
  if (comment === null && kept.nps === null && Object.keys(kept.statements).length === 0) {
    throw new HttpProblem(400, 'description-missing', 'description is missing; send the words or a score.', {
      field: 'description',
    });
  }
  const requestedAt = requestedTime(form, receipt.now);
  const submission: Submission = {
    kind: 'given',
    source: 'helfi',
    ownId: ownIdOf(form, config, receipt),
    revision: null,
    ...(requestedAt === null ? { answeredAtIsReceipt: true } : {}),
    content: {
      unit,
      questionnaire: `helfi/${service.code}`,
      comment,
      answeredAt: requestedAt ?? receipt.now,
      language: languageOf(form),
      channel: 'web',
      ...kept,
    },
  };
  return { submission, attributesLeftOut };
}

/** The title, which this dialect has beside the description, is words of the resident too: it becomes the first line. */
function commentOf(form: FormFields): string | null {
  const title = singleField(form, 'title')?.trim() ?? '';
  const description = singleField(form, 'description') ?? '';
  const comment = title === '' || description.startsWith(title) ? description : `${title}\n\n${description}`;
  if (isCommentTooLong(comment)) {
    const message = `description must not be longer than ${maxCommentLength} characters, title included.`;
    throw new HttpProblem(400, 'description-too-long', message, { field: 'description' });
  }
  return comment.trim() === '' ? null : comment.toWellFormed();
}

/** `fi`, `sv_FI` or `en-GB` by its first part; a language we do not count is none. */
export function languageOf(form: FormFields): Language | null {
  const tag = singleField(form, 'locale') ?? singleField(form, 'lang');
  return languageSchema.safeParse(tag?.trim().toLowerCase().split(/[-_]/)[0]).data ?? null;
}

/**
 * The answer's own id: what names it in the header or the configured field, else a new random one. It is part of an
 * address later, so it is its hash where it has other characters than letters, digits, `-` and `_` (a dot would be taken
 * for a format).
 */
function ownIdOf(form: FormFields, config: Open311Config, receipt: RequestReceipt): string {
  const named = headerKey(receipt.idempotencyKey) ?? configuredKey(form, config.idempotencyField);
  if (named === null) return randomUUID();
  if (named.length > 200) {
    const message = 'The idempotency key must not be longer than 200 characters.';
    throw new HttpProblem(400, 'bad-idempotency-key', message, { field: 'Idempotency-Key' });
  }
  return /^[A-Za-z0-9_-]{1,128}$/.test(named) ? named : `h-${hashInLetters(receipt.key, 'id', named)}`;
}

/** The draft standard of the header writes it in quotes; most callers do not. */
function headerKey(header: string | undefined): string | null {
  return header?.trim().replace(/^"(.*)"$/, '$1') || null;
}

function configuredKey(form: FormFields, field: string | null): string | null {
  if (field === null) return null;
  const code = /^attribute\[(.+)\]$/.exec(field)?.[1];
  return code === undefined ? singleField(form, field) : single(form.attributes.get(code), field);
}
