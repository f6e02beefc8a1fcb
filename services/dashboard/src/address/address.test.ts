import { windowNames } from '@kuulolla/contracts/score';
import { describe, expect, test } from 'vitest';
import { preferredLanguage, readChoices, windows, writeChoices } from './address.ts';

describe('the address', () => {
  test('keeps every choice through writing and reading', () => {
    const choices = {
      lang: 'sv',
      window: 'qtd',
      area: 'health-stations',
      sort: '-nps',
      find: 'Åggelby',
    } as const;
    expect(readChoices(writeChoices(choices))).toEqual(choices);
  });

  test('of an old or mistyped link still opens the page', () => {
    expect(readChoices('?lang=de&window=2w&area=../x&sort=colour')).toEqual(readChoices(''));
  });

  test('says only the window where nothing was chosen', () => {
    expect(writeChoices(readChoices(''))).toBe('?window=30d');
  });

  test('offers every window of the contracts', () => {
    expect([...windows].sort()).toEqual([...windowNames].sort());
  });
});

describe('the language of a first visit', () => {
  test.each([
    [['sv-FI', 'fi'], 'sv'],
    [['de-DE', 'en-GB', 'fi'], 'en'],
    [['se', 'ru'], 'fi'],
    [['FI-fi'], 'fi'],
    [[], 'fi'],
  ])('of a browser set to %j is %s', (tags, language) => {
    expect(preferredLanguage(tags)).toBe(language);
  });
});
