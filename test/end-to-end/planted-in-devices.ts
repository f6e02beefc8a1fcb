import { device, newId, postDevice, units } from './door-requests.ts';
import type { PlantedRequests } from './plant.ts';
import { csv, json } from './send-answer.ts';

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

export const plantedInDevices: PlantedRequests = {
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
  'addresses of the units door': (plant) => [
    units(json('PUT', { ...device({}, plant.comment()), id: undefined }), `/${plant.encoded()}`),
    units({ method: 'DELETE' }, `/${plant.encoded()}`),
    units({ method: 'DELETE' }, `/x?revision=${plant.encoded()}`),
    units({ method: 'DELETE' }, `/x?${plant.encoded()}=1`),
    units(csv('unit\n1'), `?profile=${plant.encoded()}`),
    units({ method: 'PATCH' }, `/${plant.encoded()}`),
  ],
};
