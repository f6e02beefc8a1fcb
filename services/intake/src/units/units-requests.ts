import { deviceRevisionSchema } from '@kuulolla/contracts/device-answer';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { z } from 'zod';

/** Query parameters of `POST /v1/feedback`. */
export const postParametersSchema = z.strictObject({
  profile: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Name of the column mapping of a text/csv body; plain without one.' }),
});

/** `PUT /v1/feedback/{id}` has none. */
export const putParametersSchema = z.strictObject({});

/** Query parameters of `DELETE /v1/feedback/{id}`. */
export const deleteParametersSchema = z.strictObject({
  revision: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(deviceRevisionSchema)
    .optional()
    .meta({ description: "The device's own revision of the withdrawal; the time of receipt without one." }),
});

/** Reads query parameters; 400 for an unknown, repeated or malformed one: a misspelt name must not pass in silence. */
export function readParameters<Schema extends z.ZodObject>(schema: Schema, query: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const names = Object.keys(schema.shape);
  const at = parsed.error.issues[0]?.path[0];
  if (typeof at === 'string' && names.includes(at)) {
    throw new HttpProblem(400, 'bad-parameter', `The query parameter ${at} is wrong.`, { field: at });
  }
  const known = names.length === 0 ? 'there are none here' : `known are ${names.join(', ')}`;
  throw new HttpProblem(400, 'unknown-parameter', `A query parameter is unknown; ${known}.`);
}
