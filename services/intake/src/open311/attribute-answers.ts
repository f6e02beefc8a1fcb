import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { SubmittedContent } from '../submission.ts';
import { type FormFields, single } from './form-fields.ts';
import type { Service, ServiceAttribute } from './open311-config.ts';
import { scorePattern } from './score-attribute.ts';

export interface AttributeAnswers
  extends Pick<SubmittedContent, 'nps' | 'statements' | 'respondent' | 'ageBand'> {
  /** Attributes sent that the service does not have. */
  readonly attributesLeftOut: number;
}

/**
 * What the attributes of a form say. 400 naming the attribute for a value that is not one of its list, a score that is
 * not the plain digits of 0–10, a single answer given twice, or a required one that is missing. Attributes the service
 * does not have are counted and left out, as any unknown field is.
 */
export function readAttributes(
  form: FormFields,
  service: Service,
  idempotencyField: string | null,
): AttributeAnswers {
  const statements: Record<string, number | null> = {};
  const answers = { nps: null, respondent: 'self', ageBand: null } as {
    nps: number | null;
    respondent: 'self' | 'relative';
    ageBand: string | null;
  };
  for (const attribute of service.attributes) {
    const value = answerOf(form, attribute);
    const { keepAs } = attribute;
    if (value === null || keepAs === 'nothing') continue;
    if (keepAs === 'score') answers.nps = Number(value);
    else if (keepAs === 'respondent') answers.respondent = value as 'self' | 'relative';
    else if (keepAs === 'ageBand') answers.ageBand = value;
    else statements[keepAs.statement] = value === 'dont-know' ? null : Number(value);
  }
  const known = new Set(service.attributes.map(({ code }) => `attribute[${code}]`)).add(
    idempotencyField ?? '',
  );
  const attributesLeftOut = [...form.attributes.keys()].filter(
    (code) => !known.has(`attribute[${code}]`),
  ).length;
  return { ...answers, statements, attributesLeftOut };
}

/** The one answer, checked; null for none, and for several where several may be. */
function answerOf(form: FormFields, attribute: ServiceAttribute): string | null {
  const name = `attribute[${attribute.code}]`;
  const values = form.attributes.get(attribute.code) ?? [];
  if (values.length === 0) {
    if (attribute.required) throw wrong(name, `${name} is missing; this service asks for it.`);
    return null;
  }
  if (attribute.keepAs === 'score' && !values.every((value) => scorePattern.test(value))) {
    throw wrong(
      name,
      `${name} must be a whole number from 0 to 10 in plain digits; leave it out without a score.`,
    );
  }
  const keys = attribute.values.map(({ key }) => key);
  if (keys.length > 0 && !values.every((value) => keys.includes(value))) {
    throw wrong(name, `${name} must be one of ${keys.join(', ')}.`);
  }
  return attribute.datatype === 'multivaluelist' ? null : single(values, name);
}

function wrong(field: string, message: string): HttpProblem {
  return new HttpProblem(400, 'bad-attribute', message, { field });
}
