import { fhirType, maisa, newId, postResource, resource, unit } from './door-requests.ts';
import type { PlantedRequests } from './plant.ts';
import { json } from './send-answer.ts';

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

export const plantedInMaisa: PlantedRequests = {
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
};
