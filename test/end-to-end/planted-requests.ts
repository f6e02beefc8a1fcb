import {
  fhirPath,
  fhirType,
  get,
  maisa,
  postDevice,
  postForm,
  postResource,
  unit,
  units,
} from './door-requests.ts';
import type { PlantedRequests } from './plant.ts';
import { plantedInCsv } from './planted-in-csv.ts';
import { plantedInDevices } from './planted-in-devices.ts';
import { plantedInHelfi } from './planted-in-helfi.ts';
import { plantedInMaisa } from './planted-in-maisa.ts';
import { csv, json } from './send-answer.ts';

const headerNames = [
  ...['user-agent', 'x-request-id', 'traceparent', 'tracestate', 'cookie', 'referer', 'x-forwarded-for'],
  ...[
    'accept-language',
    'from',
    'if-match',
    'if-none-match',
    'prefer',
    'idempotency-key',
    'x-patient',
    'baggage',
    'forwarded',
    'content-language',
    'content-location',
    'x-http-method-override',
    'origin',
  ],
];

/** Every place of every door where a careless sender, or a resident, may put something personal. */
export const plantedRequests: PlantedRequests = {
  ...plantedInDevices,
  ...plantedInCsv,
  ...plantedInMaisa,
  ...plantedInHelfi,
  numbers: (plant) => {
    const digits = () => String(plant.number());
    return [
      ...['unit', 'revision', 'nps', 'id', 'questionnaire', 'comment'].flatMap((field) => [
        postDevice({ [field]: plant.number() }),
        postDevice({ [field]: field === 'comment' ? `puh. ${digits()}` : digits() }),
      ]),
      postDevice({ id: `puh${digits()}`, questionnaire: `kysely${digits()}` }),
      postDevice({ statements: { access: plant.number() } }),
      postDevice({ [`tel${digits()}`]: 1 }),
      postDevice({ statements: { [`tel${digits()}`]: 5 } }),
      units({ method: 'DELETE' }, `/x?revision=${digits()}`),
      units({ method: 'DELETE' }, `/${digits()}`),
      units(
        csv(
          `id;unit;answeredAt;revision\n1;${digits()};2026-11-20;1\n${digits()};${unit};2026-11-20;2\n3;${unit};2026-11-20;${digits()}\n`,
        ),
      ),
      postResource({ author: { identifier: { value: digits() } } }),
      postResource({ identifier: { value: digits() }, questionnaire: digits() }),
      postForm({ service_object_id: digits() }),
      postForm({ 'attribute[nps]': digits() }),
      postForm({}, { headers: { 'idempotency-key': digits() } }),
    ];
  },
  'what is percent-encoded': (plant) => [
    postDevice({ id: `a-${plant.encoded()}`, questionnaire: `https://kysely.example/?q=${plant.encoded()}` }),
    postResource({
      identifier: { value: `a-${plant.encoded()}` },
      questionnaire: `https://kysely.example/${plant.encoded()}`,
    }),
    postForm({}, { headers: { 'idempotency-key': `form-${plant.encoded()}` } }),
  ],
  'bodies that are no JSON': (plant) => [
    units({ ...json('POST', 0), body: `{"comment":"${plant.comment()}` }),
    units({ ...json('POST', 0), body: plant.comment() }),
    maisa({ ...json('POST', 0, fhirType), body: `{"subject":${plant.spelling()}}` }),
    units(json('POST', plant.comment())),
  ],
  'addresses of figures': (plant) => [
    get(`/api/v1/scores?scope=${plant.encoded()}&window=30d`),
    get(`/api/v1/scores?scope=all&window=${plant.encoded()}`),
    get(`/api/v1/trends?scope=all&by=day&from=${plant.encoded()}`),
    get(`/api/v1/units?area=${plant.encoded()}`),
    get(`/api/v1/units?${plant.encoded()}=1`),
    get(`/api/v1/${plant.encoded()}`),
    get(`/${plant.encoded()}`),
    get(`/?${plant.encoded()}`),
  ],
  headers: (plant) => [
    ...headerNames.flatMap((name) => {
      const good = [postDevice({}), postResource({}), postForm({})];
      const sent = { [name]: plant.encoded() };
      return good.map((one) => ({
        ...one,
        init: { ...one.init, headers: { ...(one.init?.headers as object), ...sent } },
      }));
    }),
    ...['/v1/feedback', fhirPath, '/open311/v2/requests.json'].map((path) => ({
      source: null,
      path,
      init: {
        method: 'POST',
        body: '{}',
        headers: { authorization: `api-key ${plant.encoded()}`, 'content-type': fhirType },
      },
    })),
    units({
      method: 'POST',
      body: '{}',
      headers: { 'content-type': `application/json; charset=${plant.encoded()}` },
    }),
    units({
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'text/csv', 'content-encoding': plant.encoded() },
    }),
    get('/open311/v2/services', { accept: `text/${plant.encoded()}` }),
    get('/fhir/R4/metadata', { accept: `text/${plant.encoded()}` }),
  ],
};
