import { readFileSync } from 'node:fs';
import { statementNameSchema } from '@kuulolla/contracts/feedback-event';
import { unitIdSchema } from '@kuulolla/contracts/unit-id';
import { oidSchema } from '@kuulolla/directory/directory';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

const linkId = z.string().min(1).max(255);

const questionLinksSchema = z.strictObject({
  nps: linkId.optional(),
  comment: linkId.optional(),
  /** linkId by the statement's name. */
  statements: z.record(statementNameSchema, linkId).default({}),
});
/** The linkIds of a questionnaire's questions. */
export type QuestionLinks = z.infer<typeof questionLinksSchema>;

const canonical = z
  .string()
  .min(1)
  .max(200)
  .refine((url) => !url.includes('|'), { error: 'must be a canonical without its |version' });

/** The keys of the table are written with or without `urn:oid:`. */
const unitTable = z.record(z.string(), unitIdSchema).transform((table, context) => {
  const units = new Map<string, number>();
  for (const [sent, unit] of Object.entries(table)) {
    const oid = oidSchema.safeParse(sent);
    if (oid.success) units.set(oid.data, unit);
    else context.addIssue({ code: 'custom', message: 'has a key that is no OID', path: [sent] });
  }
  return units;
});

export const maisaMappingSchema = z.strictObject({
  /** Where the unit stands: the author's identifier, an extension, or the answer to an item. */
  unit: z.discriminatedUnion('path', [
    z.strictObject({ path: z.literal('author.identifier') }),
    z.strictObject({ path: z.literal('extension'), url: z.string().min(1) }),
    z.strictObject({ path: z.literal('item'), linkId }),
  ]),
  /** Unit id by organisation OID; the register's own `oids` are looked up after it. */
  organisations: unitTable.default(new Map()),
  /** Answers to a statement that mean "don't know". */
  dontKnow: z.array(z.string().min(1)).default([]),
  /** By canonical without its version; `*` is any other questionnaire. */
  questionnaires: z.record(canonical, questionLinksSchema),
});
/** Where a QuestionnaireResponse of Maisa says what we keep. */
export type MaisaMapping = z.infer<typeof maisaMappingSchema>;

const shippedFile = new URL('./maisa-mapping.json', import.meta.url);

/** Reads a mapping file, the shipped one without a name. Throws a SettingsError that names what is wrong in it. */
export function loadMaisaMapping(file: string | URL = shippedFile): MaisaMapping {
  let sent: unknown;
  try {
    sent = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new SettingsError(
      'The file of the Maisa mapping cannot be read as JSON; check its name and content.',
    );
  }
  const parsed = maisaMappingSchema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.length ? issue.path.join('.') : 'its content';
  throw new SettingsError(`In the Maisa mapping ${place} is wrong: ${issue?.message}.`);
}

/** The canonical without its `|version`, or null. */
export function questionnaireOf(sent: string | undefined): string | null {
  const url = sent?.split('|')[0]?.trim().toWellFormed();
  return url ? url : null;
}

/** The linkIds of this questionnaire (without version), else those of `*`, else none. */
export function linksOf(mapping: MaisaMapping, questionnaire: string | null): QuestionLinks {
  const own = [questionnaire ?? '*', '*'].find((name) => Object.hasOwn(mapping.questionnaires, name));
  return (own === undefined ? undefined : mapping.questionnaires[own]) ?? { statements: {} };
}
