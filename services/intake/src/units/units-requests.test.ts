import { deviceAnswerSchema, intakeReceiptSchema } from '@kuulolla/contracts/device-answer';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { deleteParametersSchema, postParametersSchema, putParametersSchema } from './units-requests.ts';

test.each([
  ['an answer', deviceAnswerSchema, ['id', 'unit', 'answeredAt']],
  ['a receipt', intakeReceiptSchema, ['accepted', 'rejected']],
  ['the query of POST', postParametersSchema, undefined],
  ['the query of PUT', putParametersSchema, undefined],
  ['the query of DELETE', deleteParametersSchema, undefined],
] as const)(
  '%s has no JSON Schema for the OpenAPI document, or asks for other fields',
  (_name, schema, required) => {
    const document = z.toJSONSchema(schema, { io: 'input' });
    const made = document.$defs?.[schema.meta()?.id ?? ''] ?? document;
    expect(made.type).toBe('object');
    expect(made.required).toEqual(required);
  },
);
