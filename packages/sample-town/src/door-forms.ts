import { helsinkiOffset } from '@kuulolla/calendar/helsinki-offset';
import type { DeviceAnswer } from '@kuulolla/contracts/device-answer';
import type { DrawnAnswer } from './drawn-answer.ts';
import type { ResponseResource, TownMessage } from './town-message.ts';

/** An answer with the name its source gave it and when it was given (epoch ms). */
export interface NamedAnswer {
  readonly id: string;
  readonly at: number;
  readonly answer: DrawnAnswer;
}

/** An instant (epoch ms) to the second, on Helsinki's clocks: 2026-11-20T09:31:00+02:00. */
export function helsinkiTime(instant: number): string {
  const offset = helsinkiOffset(instant);
  return `${new Date(instant + offset).toISOString().slice(0, 19)}+0${offset / 3_600_000}:00`;
}

/** As a device sends it; revision 1 is the first giving. */
export function deviceAnswer({ id, at, answer }: NamedAnswer, revision: number): DeviceAnswer {
  const { unit, questionnaire, nps, statements, comment, language, channel, respondent, ageBand } = answer;
  return {
    id,
    unit: unit.id,
    answeredAt: helsinkiTime(at),
    questionnaire,
    ...(nps === null ? {} : { nps }),
    ...(Object.keys(statements).length === 0 ? {} : { statements }),
    ...(comment === null ? {} : { comment }),
    language,
    channel,
    respondent,
    ...(ageBand === null ? {} : { ageBand }),
    revision,
  };
}

/** As the patient portal sends it; `updated` (epoch ms) is its revision. */
export function questionnaireResponse(
  { id, at, answer }: NamedAnswer,
  status: ResponseResource['status'],
  updated: number,
): ResponseResource {
  const { unit, nps, comment, language, respondent } = answer;
  const item = [
    ...(nps === null ? [] : [{ linkId: 'nps', answer: [{ valueInteger: nps }] }]),
    ...(comment === null ? [] : [{ linkId: 'comment', answer: [{ valueString: comment }] }]),
  ];
  return {
    resourceType: 'QuestionnaireResponse',
    meta: { lastUpdated: helsinkiTime(updated) },
    language,
    identifier: { value: id },
    questionnaire: 'https://sample.invalid/Questionnaire/asiakaskokemus',
    status,
    authored: helsinkiTime(at),
    author: {
      identifier:
        unit.oid === null
          ? { value: String(unit.id) }
          : { system: 'urn:ietf:rfc:3986', value: `urn:oid:${unit.oid}` },
    },
    ...(respondent === 'relative' ? { source: { type: 'RelatedPerson' } } : {}),
    ...(item.length === 0 ? {} : { item }),
  };
}

const serviceCodes = { good: 'thanks', mixed: 'proposal', bad: 'complaint', question: 'question' } as const;

/** As the city's feedback form sends it. */
export function serviceRequest({ id, at, answer }: NamedAnswer): TownMessage {
  const { unit, nps, statements, comment, kindOfWords, language, respondent, ageBand } = answer;
  const form: Record<string, string> = {
    service_code: serviceCodes[kindOfWords],
    service_object_id: String(unit.id),
    service_object_type: 'unit',
    requested_datetime: helsinkiTime(at),
    locale: language,
  };
  if (comment !== null) form.description = comment;
  if (nps !== null) form['attribute[nps]'] = String(nps);
  for (const [name, value] of Object.entries(statements)) {
    form[`attribute[${name}]`] = value === null ? 'dont-know' : String(value);
  }
  if (respondent === 'relative') form['attribute[respondent]'] = respondent;
  if (ageBand !== null) form['attribute[age_band]'] = ageBand;
  return { door: 'helfi', act: 'give', at, key: id, form };
}
