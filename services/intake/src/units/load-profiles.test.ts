import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { afterAll, expect, test } from 'vitest';
import { loadProfiles, shippedProfilesFile } from './load-profiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: unknown): string {
  const file = join(folder, 'own.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const fields = { unit: { column: 'u' }, answeredAt: { column: 't' } };
const profile = { description: 'own', fields };

test('the shipped profiles are not those of the papers', () => {
  expect([...loadProfiles().keys()]).toEqual(['plain', 'roidu', 'happyornot']);
});

test('an operator cannot add a profile, or put another in the place of a shipped one', () => {
  const profiles = loadProfiles(shippedProfilesFile, fileOf({ profiles: { own: profile, roidu: profile } }));
  expect([...profiles.keys()]).toEqual(['plain', 'roidu', 'happyornot', 'own']);
  expect(profiles.get('roidu')?.description).toBe('own');
});

test.each([
  ['{', /own\.json is not JSON/],
  [{ profiles: { own: { ...profile, delimeter: ';' } } }, /at profiles\.own: .*delimeter/],
  [{ profiles: { own: { ...profile, delimiter: '|' } } }, /at profiles\.own\.delimiter: /],
  [
    { profiles: { own: { ...profile, fields: { unit: { column: 'u' } } } } },
    /profiles\.own\.fields: unit and answeredAt must be/,
  ],
  [
    { profiles: { own: { ...profile, fields: { ...fields, score: { column: 's' } } } } },
    /fields\.score: it is no field of an answer; known are id/,
  ],
  [
    { profiles: { own: { ...profile, fields: { ...fields, nps: {} } } } },
    /fields\.nps: it needs either column or constant/,
  ],
  [
    {
      profiles: { own: { ...profile, fields: { ...fields, nps: { column: 's', when: [{ column: 'x' }] } } } },
    },
    /nps\.when\.0: it needs either in or filled/,
  ],
  [{ profiles: { 'My own': profile } }, /at profiles\.My own/],
])('the file %j is taken, or refused without the place of its fault', (content, message) => {
  expect(() => loadProfiles(shippedProfilesFile, fileOf(content))).toThrow(SettingsError);
  expect(() => loadProfiles(shippedProfilesFile, fileOf(content))).toThrow(message);
});

test('a file that is not there is refused without its name', () => {
  expect(() => loadProfiles(shippedProfilesFile, join(folder, 'none.json'))).toThrow(
    /none\.json cannot be read/,
  );
});
