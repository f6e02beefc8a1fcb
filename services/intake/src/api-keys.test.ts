import { describe, expect, test } from 'vitest';
import { keyOfHeader, parseIntakeKeys } from './api-keys.ts';

describe('INTAKE_KEYS', () => {
  const others = ',maisa=fedcba9876543210,helfi=00112233445566778';

  test.each([
    'units 0123456789abcdef',
    'salasana-ääkkösin-1',
    'tab\there-0123456789',
    'nbsp\u00a0here-0123456789',
  ])('takes the key %j, which no request can carry, or repeats it', (key) => {
    expect(() => parseIntakeKeys(`units=${key}${others}`)).toThrow(
      /^INTAKE_KEYS has a key for units with a space/,
    );
    expect(() => parseIntakeKeys(`units=${key}${others}`)).not.toThrow(key);
  });

  test('refuses a key that a header carries', () => {
    const key = '!0123~key=of/some+kind;"';
    expect(parseIntakeKeys(`units=${key}${others}`).units).toEqual([key]);
    expect(keyOfHeader(`api-key ${key}`)).toBe(key);
  });
});
