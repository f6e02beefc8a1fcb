import type { PlantedRequest } from './plant.ts';
import { deviceAnswer, json, questionnaireResponse, serviceRequest } from './send-answer.ts';

/** The unit that all answers here are about. */
export const unit = 900_001;
let numbered = 0;
/** An id that nothing had before. */
export const newId = (kind: string) => {
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

/** An answer of a device that goes in as it is; fields of `more` replace those of the same name. */
export const device = (more: object, comment?: string) => ({ ...deviceAnswer(answer(comment)), ...more });
export const units = (init: RequestInit, path = ''): PlantedRequest => ({
  source: 'units',
  path: `/v1/feedback${path}`,
  init,
});
export const postDevice = (more: object, comment?: string) => units(json('POST', device(more, comment)));

export const fhirType = 'application/fhir+json';
export const fhirPath = '/fhir/R4/QuestionnaireResponse';
export const maisa = (init: RequestInit, path = ''): PlantedRequest => ({
  source: 'maisa',
  path: fhirPath + path,
  init,
});
/** A QuestionnaireResponse that goes in as it is; elements of `more` replace those of the same name. */
export const resource = (more: object, comment?: string) => ({
  ...questionnaireResponse(answer(comment)),
  ...more,
});
export const postResource = (more: object, comment?: string) =>
  maisa(json('POST', resource(more, comment), fhirType));

export const helfi = (path: string, init: RequestInit = {}): PlantedRequest => ({
  source: 'helfi',
  path: `/open311/v2/${path}`,
  init,
});
/** A service request that goes in as it is; fields of `more` replace those of the same name. */
export const postForm = (more: Record<string, string>, init: RequestInit = {}) =>
  helfi('requests.json', {
    method: 'POST',
    body: new URLSearchParams({ ...serviceRequest(answer()), ...more }),
    ...init,
  });
/** With the key of nobody. */
export const get = (path: string, headers: Record<string, string> = {}): PlantedRequest => ({
  source: null,
  path,
  init: { headers },
});

/** Such a service request in parts, with a file where one is given. */
export function multipart(
  fields: Record<string, string>,
  file?: { name: string; content: string },
): PlantedRequest {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...serviceRequest(answer()), ...fields }))
    body.append(name, value);
  if (file) body.append('media', new Blob([file.content]), file.name);
  return helfi('requests.xml', { method: 'POST', body });
}
