import { describe, expect, test } from 'vitest';
import { numberSetting, readSettings } from './settings.ts';

const shape = { PORT: numberSetting(0, 65_535).default(8080) };

describe('settings', () => {
  test('a slip in a name of ours ends the start with a sentence that names it', () => {
    expect(() => readSettings(shape, { INTAKE_KEY: 'x' })).toThrow(/^INTAKE_KEY is no setting of Kuulolla/);
  });

  test('a setting of another service in a shared file is no slip', () => {
    expect(readSettings(shape, { INTAKE_KEYS: 'x', HOME: '/' })).toEqual({ PORT: 8080 });
  });

  test.each(['abc', '-1', '70000', '8080.5', '0x10', ' 80'])('the port %j is refused by name', (PORT) => {
    expect(() => readSettings(shape, { PORT })).toThrow(
      'PORT is wrong: it must be a whole number from 0 to 65535.',
    );
  });

  test('an empty variable counts as absent', () => {
    expect(readSettings(shape, { PORT: '' })).toEqual({ PORT: 8080 });
  });
});
