import { ageBandSchema, respondentSchema, statementNameSchema } from '@kuulolla/contracts/feedback-event';
import { namesSchema } from '@kuulolla/directory/directory';
import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { z } from 'zod';
import { scorePattern } from './score-attribute.ts';

const code = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, {
    error: 'must be a letter and at most 63 letters, digits, - or _',
  })
  .refine((text) => !containsIdentifier(text), { error: 'must not look like what identifies a person' });

const valueList = z.array(z.strictObject({ key: z.string().min(1).max(64), name: namesSchema })).min(1);

const attributeSettingSchema = z.strictObject({
  code,
  datatype: z.enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
  required: z.boolean().default(false),
  description: namesSchema,
  /** Name of one of `valueLists`; lists have one, the others none. */
  values: z.string().optional(),
  /** What becomes of the answer: `nothing` is asked by the form for its own sake and not kept here. */
  keepAs: z.union([
    z.enum(['score', 'respondent', 'ageBand', 'nothing']),
    z.strictObject({ statement: statementNameSchema }),
  ]),
});
export type AttributeSetting = z.infer<typeof attributeSettingSchema>;

const serviceSchema = z.strictObject({
  code,
  name: namesSchema,
  description: namesSchema,
  keywords: z.string().max(500),
  group: namesSchema,
  attributes: z.array(code),
});

/** The file of the Open311 door: its services, the attributes they ask for, and what callers are told. */
export const open311FileSchema = z
  .strictObject({
    basePath: z
      .string()
      .regex(/^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/, { error: 'must be a path such as /open311/v2' }),
    /** Address of the base path as callers see it, for the discovery; null takes it from the request. */
    publicUrl: z.url({ protocol: /^https?$/ }).nullable(),
    jurisdiction: z.string().min(1).max(100),
    changeset: z.iso.datetime({ offset: true }),
    contact: namesSchema,
    keyService: namesSchema,
    /** A form field such as `external_id` or `attribute[submission_id]` that names an answer, so a retry counts once. */
    idempotencyField: z
      .string()
      .regex(/^([a-z_]{1,64}|attribute\[[A-Za-z0-9_-]{1,64}\])$/, {
        error: 'must be a field or attribute[code]',
      })
      .nullable(),
    /** Requests a minute of one address without a key. */
    publicRequestsPerMinute: z.int().min(1),
    notices: z.strictObject({
      received: namesSchema,
      filesLeftOut: namesSchema,
      attributesLeftOut: namesSchema,
    }),
    valueLists: z.record(z.string(), valueList),
    attributes: z.array(attributeSettingSchema),
    services: z.array(serviceSchema).min(1),
  })
  .superRefine((file, context) => {
    const wrong = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const codes = file.attributes.map((attribute) => attribute.code);
    for (const [index, attribute] of file.attributes.entries()) {
      const message = faultOf(attribute, file.valueLists);
      if (message) wrong(['attributes', index], message);
      if (codes.indexOf(attribute.code) !== index)
        wrong(['attributes', index, 'code'], 'is the code of another one too');
    }
    for (const [index, service] of file.services.entries()) {
      const known = service.attributes.every((asked) => codes.includes(asked));
      if (!known) wrong(['services', index, 'attributes'], 'names an attribute that is not among attributes');
      const isSecond = file.services.findIndex((other) => other.code === service.code) !== index;
      if (isSecond) wrong(['services', index, 'code'], 'is the code of another one too');
    }
  });

function faultOf(
  attribute: AttributeSetting,
  lists: Record<string, z.infer<typeof valueList>>,
): string | null {
  const { datatype, values, keepAs } = attribute;
  const isList = datatype.endsWith('valuelist');
  if (isList !== (values !== undefined)) return 'must name its values if it is a list, and none otherwise';
  if (values !== undefined && !Object.hasOwn(lists, values))
    return 'names values that are not among valueLists';
  if (datatype === 'multivaluelist' && keepAs !== 'nothing')
    return 'may hold several values, which are kept as nothing';
  const keys = values === undefined ? [] : (lists[values] ?? []).map(({ key }) => key);
  const fits = keys.every((key) => fitsKept(key, keepAs));
  return fits ? null : 'has values that cannot be kept as keepAs says';
}

function fitsKept(key: string, keepAs: AttributeSetting['keepAs']): boolean {
  if (keepAs === 'nothing') return true;
  if (keepAs === 'score') return scorePattern.test(key);
  if (keepAs === 'respondent') return respondentSchema.safeParse(key).success;
  if (keepAs === 'ageBand') return ageBandSchema.safeParse(key).success;
  return /^([1-5]|dont-know)$/.test(key);
}
