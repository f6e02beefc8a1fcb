import { z } from 'zod';

/**
 * The Service Map's ids have six digits at most. Seven leave it room, and none for a phone number that lost its first 0
 * or an identity code without its sign: an id is kept with an answer, also where no unit has it.
 */
export const highestUnitId = 9_999_999;

const rule = { error: `must be a whole number from 1 to ${highestUnitId}` };

/** A unit's id in the Service Map. */
export const unitIdSchema = z.int(rule).min(1, rule).max(highestUnitId, rule);

/** The same written in plain digits. */
export const unitIdTextSchema = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, rule)
  .transform(Number);
