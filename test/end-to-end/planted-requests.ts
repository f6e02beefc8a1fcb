import { gzipSync } from 'node:zlib';
import type { Source } from '@kuulolla/contracts/source';
import { csv, deviceAnswer, json, questionnaireResponse, serviceRequest } from './send-answer.ts';

/** Draws identifiers to plant; each is noted as one that may be found nowhere afterwards. */
export interface Plant {
  /** As somebody might write it. */
  spelling(): string;
  /** In its usual form; one that has this shape. */
  plain(shape?: RegExp): string;
  /** A mobile number as a number, which has no 0 in front. A landline so cut short is like any counter. */
  number(): number;
  /** Percent-encoded, for addresses and headers. */
  encoded(): string;
  /** Some words with identifiers in them. */
  comment(): string;
}

/** A request with something personal in it; `source` says whose key goes with it. */
export interface PlantedRequest {
  readonly source: Source | null;
  readonly path: string;
  readonly init?: RequestInit;
}

const unit = 900_001;
let numbered = 0;
const newId = (kind: string) => {
  numbered += 1;
  return `${kind}-${numbered}`;
};

function answer(comment?: string) {
  return {
    id: newId('planted'),
    unit,
    nps: 9,
    answeredAt: Date.now() - 60_000,
    ...(comment === undefined ? {} : { comment }),
  };
}

const device = (more: object, comment?: string) => ({ ...deviceAnswer(answer(comment)), ...more });
const units = (init: RequestInit, path = ''): PlantedRequest => ({
  source: 'units',
  path: `/v1/feedback${path}`,
  init,
});
const postDevice = (more: object, comment?: string) => units(json('POST', device(more, comment)));

const fhirType = 'application/fhir+json';
const fhirPath = '/fhir/R4/QuestionnaireResponse';
const maisa = (init: RequestInit, path = ''): PlantedRequest => ({
  source: 'maisa',
  path: fhirPath + path,
  init,
});
const resource = (more: object, comment?: string) => ({ ...questionnaireResponse(answer(comment)), ...more });
const postResource = (more: object, comment?: string) =>
  maisa(json('POST', resource(more, comment), fhirType));

const helfi = (path: string, init: RequestInit = {}): PlantedRequest => ({
  source: 'helfi',
  path: `/open311/v2/${path}`,
  init,
});
const postForm = (more: Record<string, string>, init: RequestInit = {}) =>
  helfi('requests.json', {
    method: 'POST',
    body: new URLSearchParams({ ...serviceRequest(answer()), ...more }),
    ...init,
  });
const get = (path: string, headers: Record<string, string> = {}): PlantedRequest => ({
  source: null,
  path,
  init: { headers },
});

function multipart(fields: Record<string, string>, file?: { name: string; content: string }): PlantedRequest {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...serviceRequest(answer()), ...fields }))
    body.append(name, value);
  if (file) body.append('media', new Blob([file.content]), file.name);
  return helfi('requests.xml', { method: 'POST', body });
}

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const columns = [
  'id',
  'unit',
  'answeredAt',
  'nps',
  'comment',
  'questionnaire',
  'language',
  'channel',
  'ageBand',
] as const;

/** A CSV of a good row, and of rows with a planted cell in each column. */
function csvOfPlanted(plant: Plant): string {
  const row = (more: Partial<Record<(typeof columns)[number], string>>) => {
    numbered += 1;
    const good = {
      id: `row-${numbered}`,
      unit: String(unit),
      answeredAt: '2026-11-20T09:31:00+02:00',
      nps: '9',
    };
    const cells: Partial<Record<string, string>> = { ...good, ...more };
    return columns.map((column) => quoted(cells[column] ?? '')).join(';');
  };
  const planted = columns.map((column) => row({ comment: plant.comment(), [column]: plant.spelling() }));
  const crooked = [
    `${row({})};${plant.spelling()}`,
    plant.spelling(),
    `x"${plant.spelling()}"`,
    `"${plant.spelling()}`,
  ];
  return [columns.join(';'), row({ comment: plant.comment() }), ...planted, ...crooked].join('\r\n');
}

const deviceFields = [
  'id',
  'unit',
  'answeredAt',
  'nps',
  'questionnaire',
  'language',
  'channel',
  'respondent',
  'ageBand',
  'revision',
];
const strangeFields = ['name', 'email', 'phone', 'patient', 'subject', 'address', '__proto__', 'kontakt'];
const fhirElements: readonly ((text: string) => object)[] = [
  (text) => ({ subject: { reference: `Patient/${text}`, display: text, identifier: { value: text } } }),
  (text) => ({ identifier: { value: text } }),
  (text) => ({ identifier: { system: text, value: 'one' } }),
  (text) => ({ identifier: { system: 'urn:oid:1.2.246.21', value: text } }),
  (text) => ({ author: { display: text, identifier: { value: String(unit) } } }),
  (text) => ({ author: { identifier: { value: text } } }),
  (text) => ({ author: { reference: text } }),
  (text) => ({ source: { reference: `RelatedPerson/${text}`, display: text } }),
  (text) => ({
    contained: [{ resourceType: 'Patient', id: text, name: [{ text }], telecom: [{ value: text }] }],
  }),
  (text) => ({ text: { status: 'generated', div: `<div>${text}</div>` } }),
  (text) => ({ extension: [{ url: text, valueString: text }] }),
  (text) => ({ meta: { versionId: text, source: text, tag: [{ code: text }] } }),
  (text) => ({ meta: { lastUpdated: text } }),
  (text) => ({ questionnaire: `https://maisa.example/${text}|${text}` }),
  (text) => ({ questionnaire: text }),
  (text) => ({ status: text }),
  (text) => ({ authored: text }),
  (text) => ({ language: text }),
  (text) => ({ encounter: { display: text }, basedOn: [{ display: text }] }),
  (text) => ({ [text]: text }),
  (text) => ({ item: [{ linkId: text, text, answer: [{ valueString: text }] }] }),
  (text) => ({ item: [{ linkId: 'nps', answer: [{ valueString: text }] }] }),
  (text) => ({ item: [{ linkId: 'nps', text, answer: [{ valueInteger: 9, item: [{ linkId: text }] }] }] }),
  (text) => ({ item: [{ linkId: 'comment', answer: [{ valueCoding: { code: text, display: text } }] }] }),
  ...['valueUri', 'valueCode', 'valueDate', 'valueBoolean'].map((name) => (text: string) => ({
    item: [{ linkId: 'comment', answer: [{ [name]: text }] }],
  })),
  (text) => ({
    item: [{ linkId: 'comment', answer: [{ valueReference: { reference: text, display: text } }] }],
  }),
  (text) => ({ item: [{ linkId: 'comment', answer: [{ valueAttachment: { title: text, url: text } }] }] }),
  (text) => ({
    item: [{ linkId: 'nps', definition: text, answer: [{ valueInteger: 9, extension: [{ url: text }] }] }],
  }),
  (text) => ({ identifier: { value: newId('assigned'), assigner: { display: text } } }),
  (text) => ({ partOf: [{ reference: text }], implicitRules: text, modifierExtension: [{ url: text }] }),
  (text) => ({ item: text }),
  (text) => ({ resourceType: text }),
];
const helfiFields = [
  ...['first_name', 'last_name', 'email', 'phone', 'device_id', 'account_id', 'address_string', 'address_id'],
  ...[
    'lat',
    'long',
    'address',
    'zipcode',
    'lang',
    'media_url',
    'media[]',
    'service_request_id',
    'service_code',
    'service_object_id',
    'service_object_type',
    'jurisdiction_id',
    'locale',
  ],
  ...[
    'title',
    'requested_datetime',
    'attribute[nps]',
    'attribute[access]',
    'attribute[age_band]',
    'attribute[ssn]',
  ],
  ...['attribute[submission_id]', 'attribute[access][]', 'name', 'henkilotunnus'],
];
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
export const plantedRequests: Readonly<Record<string, (plant: Plant) => readonly PlantedRequest[]>> = {
  'comments of devices': (plant) => [
    postDevice({}, plant.comment()),
    postDevice({ unit: 77_777 }, plant.comment()),
    postDevice({ nps: 11 }, plant.comment()),
    postDevice({}, `${plant.comment()}${'.'.repeat(10_000)}`),
    units(json('POST', [device({}, plant.comment()), device({ nps: 'x' }, plant.comment())])),
  ],
  'fields of devices': (plant) => deviceFields.map((field) => postDevice({ [field]: plant.spelling() })),
  'ids of devices': (plant) => [
    postDevice({ id: `kiosk-${plant.plain()}` }, plant.comment()),
    postDevice({ id: `${plant.plain()}/1` }),
    units(json('PUT', device({ id: plant.spelling() })), '/planted-other'),
  ],
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
  'an id used again for other words': (plant) => {
    const id = newId('reused');
    return [postDevice({ id }, plant.comment()), postDevice({ id }, plant.comment())];
  },
  'an answer that is taken back': (plant) => {
    const id = newId('back');
    return [postDevice({ id }, plant.comment()), units({ method: 'DELETE' }, `/${id}`)];
  },
  'unknown fields of devices': (plant) => [
    ...strangeFields.map((field) => postDevice({ [field]: plant.spelling() })),
    postDevice({ [plant.spelling()]: 1 }),
    postDevice({ [plant.plain()]: 1 }),
    postDevice({ statements: { [plant.spelling()]: 5 } }),
    postDevice({ statements: { access: plant.spelling() } }),
  ],
  'bodies that are no JSON': (plant) => [
    units({ ...json('POST', 0), body: `{"comment":"${plant.comment()}` }),
    units({ ...json('POST', 0), body: plant.comment() }),
    maisa({ ...json('POST', 0, fhirType), body: `{"subject":${plant.spelling()}}` }),
    units(json('POST', plant.comment())),
  ],
  'addresses of the units door': (plant) => [
    units(json('PUT', { ...device({}, plant.comment()), id: undefined }), `/${plant.encoded()}`),
    units({ method: 'DELETE' }, `/${plant.encoded()}`),
    units({ method: 'DELETE' }, `/x?revision=${plant.encoded()}`),
    units({ method: 'DELETE' }, `/x?${plant.encoded()}=1`),
    units(csv('unit\n1'), `?profile=${plant.encoded()}`),
    units({ method: 'PATCH' }, `/${plant.encoded()}`),
  ],
  'rows of a CSV': (plant) => [
    units(csv(csvOfPlanted(plant))),
    units({
      ...csv(gzipSync(csvOfPlanted(plant))),
      headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip' },
    }),
    units(
      csv(
        `Toimipisteen numero;Vastausaika;Avoin palaute\n${unit};20.11.2026 09:31;${quoted(plant.comment())}`,
      ),
      '?profile=roidu',
    ),
  ],
  'headers of a CSV': (plant) => [
    units(csv(`unit;answeredAt;${quoted(plant.spelling())}\n${unit};2026-11-20T09:31:00+02:00;x\n`)),
    units(csv(`unit;answeredAt;statements.${plant.plain()}\n${unit};2026-11-20T09:31:00+02:00;5\n`)),
    units(csv(`${quoted(plant.comment())}\n`)),
  ],
  'comments of Maisa': (plant) => [
    postResource({}, plant.comment()),
    postResource({ author: { identifier: { value: '77777' } } }, plant.comment()),
    postResource({ status: 'in-progress' }, plant.comment()),
    postResource({ status: 'entered-in-error' }, plant.comment()),
    postResource({ authored: undefined }, plant.comment()),
  ],
  'elements of Maisa': (plant) => [
    ...fhirElements.map((element) => postResource(element(plant.spelling()), plant.comment())),
    ...fhirElements.map((element) => postResource(element(plant.plain()))),
  ],
  'addresses of Maisa': (plant) => {
    const id = plant.plain(/^[A-Za-z0-9.-]{1,64}$/);
    const encoded = plant.encoded();
    return [
      maisa(json('PUT', resource({ id, identifier: undefined }, plant.comment()), fhirType), `/${id}`),
      maisa(json('PUT', resource({ id: decodeURIComponent(encoded) }), fhirType), `/${encoded}`),
      maisa({}, `/${plant.encoded()}`),
      maisa({}, `/x/_history/${plant.encoded()}`),
      maisa({}, `?identifier=${plant.encoded()}`),
      maisa({}, `/x?_format=${plant.encoded()}`),
      { source: 'maisa', path: `/fhir/R4/Patient/${plant.encoded()}` },
    ];
  },
  'words of hel.fi': (plant) => [
    postForm({ description: plant.comment() }),
    postForm({ title: plant.comment(), description: plant.comment() }),
    postForm({ description: plant.comment(), service_object_id: '77777' }),
    postForm({ description: plant.comment(), 'attribute[nps]': '11' }),
    multipart({ description: plant.comment() }),
  ],
  'fields of hel.fi': (plant) => [
    ...helfiFields.map((field) => postForm({ [field]: plant.spelling() })),
    ...helfiFields.map((field) => multipart({ [field]: plant.spelling() })),
    postForm({ [plant.spelling()]: plant.spelling() }),
    postForm({ [`attribute[${plant.spelling()}]`]: '1' }),
    multipart({}, { name: plant.spelling(), content: plant.comment() }),
    multipart({ [plant.plain()]: 'x' }),
  ],
  'addresses of hel.fi': (plant) => [
    ...[
      'start_date',
      'end_date',
      'status',
      'service_code',
      'service_request_id',
      'jurisdiction_id',
      'extensions',
    ].flatMap((name) =>
      ['json', 'xml'].map((format) => helfi(`requests.${format}?${name}=${plant.encoded()}`)),
    ),
    get(`/open311/v2/requests.json?api_key=${plant.encoded()}`),
    helfi(`requests/${plant.encoded()}.xml`),
    helfi(`services/${plant.encoded()}.json`),
    helfi(`${plant.encoded()}.json`),
    helfi(`discovery.${plant.encoded()}`),
    helfi(`requests.json?${plant.encoded()}=1`),
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
