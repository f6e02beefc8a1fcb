import { isDay } from '@kuulolla/calendar/day';
import { unitIdSchema } from '@kuulolla/contracts/unit-id';
import { z } from 'zod';

/** Provider labels of the Service Map; the position plus one is the number of its other dialect (1 … 11). */
export const PROVIDERS = [
  'SELF_PRODUCED',
  'MUNICIPALITY',
  'ASSOCIATION',
  'PRIVATE_COMPANY',
  'OTHER',
  'PURCHASED_SERVICE',
  'UNKNOWN',
  'CONTRACT_SCHOOL',
  'SUPPORTED_OPERATIONS',
  'PAYMENT_COMMITMENT',
  'VOUCHER_SERVICE',
] as const;
export type Provider = (typeof PROVIDERS)[number];

/** The languages a unit's names are kept in; answers come in more. */
export const LANGUAGES = ['fi', 'sv', 'en'] as const;
export type NameLanguage = (typeof LANGUAGES)[number];
export type Names = Record<NameLanguage, string>;

/** A stay of a unit in a service area: Helsinki days `YYYY-MM-DD`, both inclusive; null is an open end. */
export interface Membership {
  area: string;
  from: string | null;
  to: string | null;
}

/** A place or team that gives a service. `id` is the Service Map's; `oids` name it in the patient portal. */
export interface Unit {
  id: number;
  names: Names;
  concept: string | null;
  provider: Provider;
  memberships: Membership[];
  oids?: string[];
}

export interface ServiceArea {
  id: string;
  entity: string;
  names: Names;
}

export interface ServiceEntity {
  id: string;
  names: Names;
}

export interface Concept {
  id: string;
  names: Names;
}

/** The whole register. `version` rises by one with each change that is written. */
export interface Directory {
  version: number;
  entities: ServiceEntity[];
  areas: ServiceArea[];
  concepts: Concept[];
  units: Unit[];
}

/** A register that knows nothing yet: the start of the first import. */
export const EMPTY_DIRECTORY: Directory = { version: 0, entities: [], areas: [], concepts: [], units: [] };

const name = z
  .string({ error: 'must be a text' })
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(300, { error: 'must be at most 300 characters' });

export const daySchema = z
  .string({ error: 'must be a day written YYYY-MM-DD' })
  .refine(isDay, { error: 'must be a day of the calendar written YYYY-MM-DD' });
export const slugSchema = z
  .string({ error: 'must be a text' })
  .regex(/^[a-z0-9-]{1,64}$/, { error: 'must be 1 to 64 of the characters a-z, 0-9 and -' });
export const oidSchema = z
  .string({ error: 'must be a text' })
  .transform((text) => text.trim().replace(/^urn:oid:/i, ''))
  .pipe(
    z.string().regex(/^[0-2](\.(0|[1-9]\d*)){2,30}$/, { error: 'must be an OID such as 1.2.246.10.1.10.1' }),
  );
export const namesSchema: z.ZodType<Names> = z.strictObject({ fi: name, sv: name, en: name });

const membershipSchema = z.strictObject({
  area: slugSchema,
  from: daySchema.nullable(),
  to: daySchema.nullable(),
});
const unitSchema: z.ZodType<Unit> = z.strictObject({
  id: unitIdSchema,
  names: namesSchema,
  concept: slugSchema.nullable(),
  provider: z.enum(PROVIDERS, { error: `must be one of ${PROVIDERS.join(', ')}` }),
  memberships: z.array(membershipSchema),
  oids: z.array(oidSchema).exactOptional(),
});

/** The shape of a register; `parseDirectory` also checks what a shape cannot say. */
export const directorySchema: z.ZodType<Directory> = z.strictObject({
  version: z.int().nonnegative(),
  entities: z.array(z.strictObject({ id: slugSchema, names: namesSchema })),
  areas: z.array(z.strictObject({ id: slugSchema, entity: slugSchema, names: namesSchema })),
  concepts: z.array(z.strictObject({ id: slugSchema, names: namesSchema })),
  units: z.array(unitSchema),
});
