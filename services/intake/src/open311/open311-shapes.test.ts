import { existsSync, readFileSync } from 'node:fs';
import { redact } from '@kuulolla/privacy/redact';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { helfiKey, type Open311Door, openOpen311Door } from './open311-door.test-kit.ts';
import { jsonOfXml, readForeignXml } from './xml-document.test-kit.ts';

const folder = new URL('../../../../../shared/data/open311/', import.meta.url);
const isThere = existsSync(folder);
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const xmlOf = (name: string) => readForeignXml(textOf(name));
const jsonOf = (name: string) => JSON.parse(textOf(name));
const namesOf = (node: object) => Object.keys(node);

let door: Open311Door;
beforeAll(async () => {
  door = await openOpen311Door();
  await door.post({ 'attribute[nps]': '9' });
});
afterAll(() => door.close());

describe.skipIf(!isThere)('beside answers of other cities (skipped without the shared data)', () => {
  const ours = async (path: string) => readForeignXml((await door.get(path)).text);

  test('a service has other fields, or the list other elements', async () => {
    const theirs = xmlOf('dc-services.xml').services.service;
    for (const service of (await ours('/services.xml')).services.service) {
      expect(namesOf(service).sort()).toEqual(namesOf(theirs[0]).sort());
    }
    const [inJson] = (await door.get('/services.json')).json;
    expect(namesOf(inJson).sort()).toEqual(namesOf(jsonOf('open311-service-list.json')[0]).sort());
  });

  test('a service definition has other fields or elements', async () => {
    const theirs = xmlOf('dc-service-definition-S0301.xml').service_definition;
    const definition = (await ours('/services/thanks.xml')).service_definition;
    expect(namesOf(definition)).toEqual(namesOf(theirs));
    for (const attribute of definition.attributes.attribute) {
      expect(namesOf(attribute)).toEqual(namesOf(theirs.attributes.attribute[1]));
      expect(namesOf(attribute.values.value[0])).toEqual(
        namesOf(theirs.attributes.attribute[1].values.value[0]),
      );
    }
  });

  test('a request has other fields than the standard, beside coordinates we do not have', async () => {
    const request = (await ours(`/requests.xml?api_key=${helfiKey}`)).service_requests.request[0];
    for (const name of ['sf-requests.xml', 'toronto-requests.xml']) {
      const theirs = namesOf(xmlOf(name).service_requests.request[0]);
      expect(namesOf(request).sort()).toEqual(
        theirs.filter((field) => field !== 'lat' && field !== 'long').sort(),
      );
    }
    const [inJson] = (await door.get(`/requests.json?api_key=${helfiKey}&extensions=true`)).json;
    const known = [...namesOf(jsonOf('koeln-requests-first-25.json')[1]), 'expected_datetime', 'media_url'];
    expect(known).toEqual(
      expect.arrayContaining(namesOf(inJson).filter((name) => name !== 'extended_attributes')),
    );
    const helsinki = jsonOf('helsinki-request-with-tasks.json');
    for (const field of [
      'service_request_id',
      'service_code',
      'requested_datetime',
      'status',
      'extended_attributes',
    ]) {
      expect(typeof inJson[field]).toBe(typeof helsinki[field]);
    }
    expect(inJson.requested_datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0[23]:00$/);
    expect(helsinki.requested_datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0[23]:00$/);
  });

  test('an error has other elements', async () => {
    const theirs = xmlOf('error-duplicate.xml');
    const error = await ours('/requests/nobody.xml');
    expect(namesOf(error)).toEqual(namesOf(theirs));
    expect(namesOf(error.errors.error[0])).toEqual(namesOf(theirs.errors.error[0]));
  });

  test("a citizen's words come back changed by more than redaction, in JSON or in XML", async () => {
    for (const { description } of jsonOf('koeln-requests-first-25.json') as { description?: string }[]) {
      if (!description) continue;
      const [{ service_request_id: id }] = (await door.post({ description })).json;
      const { json } = await door.get(`/requests/${id}.json?api_key=${helfiKey}`);
      expect(json[0].description).toBe(redact(description).text);
      const xml = jsonOfXml((await door.get(`/requests/${id}.xml?api_key=${helfiKey}`)).text);
      expect(xml).toMatchObject([{ description: json[0].description }]);
    }
  });

  test('feedback of the 2016 form keeps its submitter', async () => {
    const rows: { fields: Record<string, unknown> }[] = jsonOf('issue-reporting-2016-feedback-fixture.json');
    for (const { fields } of rows) {
      const sent = Object.entries(fields).map(([name, value]) => [name, value === null ? '' : String(value)]);
      const unit = { service_code: 'other', service_object_id: '4711', service_object_type: 'unit' };
      const answer = await door.post({ ...Object.fromEntries(sent), ...unit });
      expect(answer.status).toBe(201);
    }
    const kept = JSON.stringify(door.events) + door.logLines.join();
    for (const { fields } of rows) {
      for (const name of ['email', 'first_name', 'last_name', 'phone', 'address_string', 'location']) {
        if (fields[name]) expect(kept).not.toContain(String(fields[name]));
      }
    }
  });
});
