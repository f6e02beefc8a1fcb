import { get, helfi, multipart, postForm } from './door-requests.ts';
import type { PlantedRequests } from './plant.ts';

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

export const plantedInHelfi: PlantedRequests = {
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
};
