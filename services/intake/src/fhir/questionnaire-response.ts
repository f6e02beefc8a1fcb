import { z } from 'zod';
import { type Issue, RefusedResponse } from './operation-outcome.ts';

const text = z.string();

/** The written forms of FHIR's dateTime and instant; whether such a day exists is asked later. */
const clock = String.raw`T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})`;
const dateTime = text.regex(new RegExp(`^\\d{4}(-\\d{2}(-\\d{2}(${clock})?)?)?$`));
const instant = text.regex(new RegExp(`^\\d{4}-\\d{2}-\\d{2}${clock}$`));

const identifierSchema = z.object({ system: text.optional(), value: text.optional() });
export type Identifier = z.infer<typeof identifierSchema>;

const referenceSchema = z.object({
  reference: text.optional(),
  type: text.optional(),
  identifier: identifierSchema.optional(),
});
export type Reference = z.infer<typeof referenceSchema>;

/** Digits in quotes are looked at by the rules of the question, not by the shape. */
const numberOrText = z.union([z.number(), text], { error: 'must be a number' });

/** The kinds of value that are told apart. */
const valueShape = {
  valueBoolean: z.boolean().optional(),
  valueDecimal: numberOrText.optional(),
  valueInteger: numberOrText.optional(),
  valuePositiveInt: numberOrText.optional(),
  valueUnsignedInt: numberOrText.optional(),
  valueString: text.optional(),
  valueUri: text.optional(),
  valueCode: text.optional(),
  valueOid: text.optional(),
  valueDate: text.optional(),
  valueDateTime: text.optional(),
  valueTime: text.optional(),
  valueCoding: z.object({ system: text.optional(), code: text.optional() }).optional(),
  valueIdentifier: identifierSchema.optional(),
  valueReference: referenceSchema.optional(),
  valueQuantity: z.object({}).optional(),
  valueAttachment: z.object({}).optional(),
  /** There was a value of another kind: what is answered by it must not pass for not answered. */
  valueOther: z.literal(true).optional(),
};
const valueSchema = z.object(valueShape);
/** What stands where FHIR writes `value[x]`. */
export type FhirValue = z.infer<typeof valueSchema>;

function withSignOfOther(sent: unknown): unknown {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent;
  const isOther = (name: string) =>
    name === 'valueOther' || (name.startsWith('value') && !Object.hasOwn(valueShape, name));
  return Object.keys(sent).some(isOther) ? { ...sent, valueOther: true } : sent;
}

/** The name of the value there is, for a FHIRPath: `valueString`, or `value` for a kind that is not told apart. */
export function nameOfValue(value: FhirValue): string | undefined {
  const name = Object.keys(value).find((key) => key.startsWith('value'));
  return name === 'valueOther' ? 'value' : name;
}

export type Answer = FhirValue & { readonly item?: Item[] | undefined };
export interface Item {
  readonly linkId: string;
  readonly answer?: Answer[] | undefined;
  readonly item?: Item[] | undefined;
}
const itemsSchema: z.ZodType<Item[]> = z.lazy(() =>
  z.array(
    z.object({
      linkId: text,
      answer: z
        .array(z.preprocess(withSignOfOther, z.object({ ...valueShape, item: itemsSchema.optional() })))
        .optional(),
      item: itemsSchema.optional(),
    }),
  ),
);

/**
 * What is read of a QuestionnaireResponse. All else (`subject`, narrative, names, contained people, extensions) is gone
 * once a body has passed this schema: what is never read cannot be written.
 */
export const questionnaireResponseSchema = z.object({
  resourceType: z.literal('QuestionnaireResponse'),
  id: text.optional(),
  meta: z.object({ versionId: text.optional(), lastUpdated: instant.optional() }).optional(),
  language: text.optional(),
  contained: z.array(z.object({ resourceType: text, id: text.optional() })).optional(),
  extension: z.array(z.preprocess(withSignOfOther, z.object({ url: text, ...valueShape }))).optional(),
  identifier: identifierSchema.optional(),
  questionnaire: text.optional(),
  status: text,
  authored: dateTime.optional(),
  author: referenceSchema.optional(),
  source: referenceSchema.optional(),
  item: itemsSchema.optional(),
});
export type QuestionnaireResponse = z.infer<typeof questionnaireResponseSchema>;

const issuesTold = 10;

/** Reads a parsed JSON body. Throws a 400 RefusedResponse with the first ten elements that have the wrong form. */
export function readQuestionnaireResponse(body: unknown): QuestionnaireResponse {
  const parsed = questionnaireResponseSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new RefusedResponse(400, parsed.error.issues.slice(0, issuesTold).map(issueOf));
}

function issueOf(issue: z.core.$ZodIssue): Issue {
  const expression = fhirPath(issue.path);
  if (issue.path.length === 0) {
    return { code: 'structure', expression, diagnostics: 'Send one QuestionnaireResponse as a JSON object.' };
  }
  if (issue.path[0] === 'resourceType') {
    return { code: 'structure', expression, diagnostics: 'The resourceType must be QuestionnaireResponse.' };
  }
  return { code: 'structure', expression, diagnostics: `This element ${whatItMustBe(issue)}.` };
}

function whatItMustBe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format') return 'must be a date, or a date and time with seconds and an offset';
  if (issue.code !== 'invalid_type') return 'must be a number';
  const kinds: Readonly<Record<string, string>> = { array: 'a list', object: 'an object', string: 'a text' };
  return `is needed and must be ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
}

/** `QuestionnaireResponse.item[1].answer[0]` for `['item', 1, 'answer', 0]`. */
export function fhirPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return `QuestionnaireResponse${steps.join('')}`;
}
