import { expect, it } from 'vitest';
import { liveSettings } from './server-settings.ts';
import { readSettings } from './settings.ts';

const read = (environment: Record<string, string>) => readSettings(liveSettings, environment);

it('takes origins as browsers send them, and names of hosts in any case', () => {
  const settings = read({
    LIVE_ORIGINS: 'https://palaute.example, http://localhost:5173',
    LIVE_HOSTS: 'Palaute.example,[::1]',
  });
  expect(settings.LIVE_ORIGINS).toEqual(['https://palaute.example', 'http://localhost:5173']);
  expect(settings.LIVE_HOSTS).toEqual(['palaute.example', '[::1]']);
});

it.each([
  ['LIVE_ORIGINS', 'https://palaute.example/'],
  ['LIVE_ORIGINS', 'https://palaute.example:443'],
  ['LIVE_ORIGINS', 'https://palaute.example,palaute'],
  ['LIVE_ORIGINS', 'null'],
  ['LIVE_HOSTS', 'https://palaute.example'],
  ['LIVE_HOSTS', 'palaute.example:8082'],
  ['LIVE_HOSTS', 'palaute.example,'],
])('refuses %s=%s, which no browser would ever match', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(new RegExp(`^${name}`));
});
