import { deviceAnswerSchema, intakeReceiptSchema } from '@kuulolla/contracts/device-answer';
import {
  apiErrorSchema,
  areasAnswerSchema,
  scoresAnswerSchema,
  trendsAnswerSchema,
  unitsAnswerSchema,
} from '@kuulolla/contracts/query-api';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import {
  areasQuery,
  maxAnswerPoints,
  maxPoints,
  maxScopes,
  scoresQuery,
  trendsQuery,
  unitsQuery,
} from './query-parameters.ts';

const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});
const problem = (description: string) => json(description, apiErrorSchema);

function query(
  operationId: string,
  summary: string,
  parameters: z.ZodObject,
  answer: z.ZodType,
  named?: string,
): ZodOpenApiOperationObject {
  return {
    operationId,
    summary,
    tags: ['Scores'],
    requestParams: { query: parameters },
    responses: {
      200: json('What was asked for', answer),
      400: problem('A parameter is wrong; the answer names it'),
      ...(named && { 404: problem(`The register has no such ${named}`) }),
    },
  };
}

const receipt = {
  202: json('Kept, and counted soon', intakeReceiptSchema),
  400: json('Nothing in it was good', intakeReceiptSchema),
  401: problem('The key is missing or unknown'),
  403: problem('The key belongs to another source'),
  413: problem('The body is too large'),
  415: problem('Another media type or charset than the door takes'),
  429: problem('Too many requests; Retry-After says when'),
  503: problem('Nothing was kept; send it again'),
};
const id = { path: z.object({ id: z.string().min(1).max(200) }) };
const answerBody = { 'application/json': { schema: deviceAnswerSchema } };
const intake = { tags: ['Feedback of units'], security: [{ apiKey: [] }] };

const document = createDocument({
  openapi: '3.1.0',
  info: {
    title: 'Kuulolla',
    version: '1',
    description:
      'Resident feedback and NPS of a city. Scores are 100 · (promoters − detractors) / n with a 95 % adjusted Wald ' +
      'interval; days are Helsinki days. Maisa speaks FHIR R4 (/fhir/R4/metadata) and hel.fi Open311 ' +
      '(/open311/v2/discovery.json), which describe themselves.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  components: {
    securitySchemes: {
      apiKey: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: '`api-key <key>` of the source',
      },
    },
  },
  paths: {
    '/v1/feedback': {
      post: {
        operationId: 'giveFeedback',
        summary: 'Hands in one answer, an array of up to 1,000, or a CSV file of any length',
        ...intake,
        requestParams: { query: z.object({ profile: z.string().optional() }) },
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: z.union([deviceAnswerSchema, z.array(deviceAnswerSchema).min(1).max(1000)]),
            },
            'text/csv': { schema: z.string() },
          },
        },
        responses: receipt,
      },
    },
    '/v1/feedback/{id}': {
      put: {
        operationId: 'correctFeedback',
        summary: 'Corrects an answer; may come before its original',
        ...intake,
        requestParams: id,
        requestBody: { required: true, content: answerBody },
        responses: receipt,
      },
      delete: {
        operationId: 'withdrawFeedback',
        summary: 'Takes an answer back; its words are erased',
        ...intake,
        requestParams: { ...id, query: z.object({ revision: z.int().min(0).optional() }) },
        responses: receipt,
      },
    },
    '/api/v1/units': {
      get: query(
        'units',
        'The units of the register',
        unitsQuery,
        unitsAnswerSchema,
        'entity, area or concept',
      ),
    },
    '/api/v1/areas': {
      get: query('areas', 'Service entities, areas and concepts', areasQuery, areasAnswerSchema),
    },
    '/api/v1/scores': {
      get: query('scores', 'The NPS of a scope over a window', scoresQuery, scoresAnswerSchema, 'scope'),
    },
    '/api/v1/trends': {
      get: {
        ...query(
          'trends',
          'The NPS of scopes by day, week, month or quarter',
          trendsQuery,
          trendsAnswerSchema,
          'scope',
        ),
        description:
          `Up to ${maxScopes} scopes at once, ${maxPoints} points a series and ${maxAnswerPoints} in all. What comes to more ` +
          'points is refused with `too-many-points`: ask for fewer scopes at once, fewer days or longer steps. Days older than ' +
          'those kept are left out, and `from` in the answer says so; where all are, the answer is 400 `no-longer-kept`, which ' +
          'says from which day figures are kept.',
      },
    },
  },
});

/** The OpenAPI 3.1 document of `/api/v1` and of the units' door. */
export const openApiDocument: unknown = document;
