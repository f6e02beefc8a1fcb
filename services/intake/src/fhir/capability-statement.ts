/** What this door can do, as FHIR clients ask for it at `/metadata`. Kept true by hand beside the routes. */
export const capabilityStatement = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-22',
  kind: 'instance',
  software: { name: 'Kuulolla' },
  implementation: { description: 'Takes in residents’ feedback from the patient portal; keeps no person.' },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json', 'json'],
  rest: [
    {
      mode: 'server',
      security: {
        cors: false,
        description: 'All but this page needs the key of the portal: Authorization: api-key <key>.',
      },
      resource: [
        {
          type: 'QuestionnaireResponse',
          documentation:
            'identifier names the answer, else the id of a PUT. completed gives, amended replaces, entered-in-error takes ' +
            'back; in-progress and stopped are acknowledged and not kept. Only the latest version can be read, without ' +
            'the person.',
          interaction: [{ code: 'create' }, { code: 'update' }, { code: 'read' }, { code: 'vread' }],
          versioning: 'versioned-update',
          readHistory: false,
          updateCreate: true,
          conditionalCreate: false,
          conditionalRead: 'not-match',
          conditionalUpdate: false,
          conditionalDelete: 'not-supported',
        },
      ],
    },
  ],
} as const;
