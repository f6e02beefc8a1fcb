import type { GivenAnswer } from '@kuulolla/store/answer-document';
import * as fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { escaped, type GeoReportNode, toXml } from './georeport-xml.ts';
import { loadOpen311Config } from './open311-config.ts';
import { requestRow } from './request-row.ts';
import { serviceDefinition, serviceList } from './service-catalogue.ts';
import { asText, jsonOfXml } from './xml-document.test-kit.ts';

const config = loadOpen311Config();
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      ']]>',
      '\r',
      '\n',
      '\t',
      '\u0000',
      '\ufffe',
      'ä',
      '👍',
      '&amp;',
      ' ',
    ),
  }),
);
/** What XML 1.0 cannot hold at all. */
const legal = (text: string) =>
  [...text]
    .filter((sign) => /[\t\n\r\u0020-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}]/u.test(sign))
    .join('');

describe('XML', () => {
  test('says something else than JSON of a request, whatever a resident writes', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.option(fc.integer({ min: 0, max: 10 })),
        fc.boolean(),
        (text, nps, withWords) => {
          const row = requestRow(answer(text, nps), config, {
            withWords,
            withExtensions: true,
            language: 'fi',
          });
          const xml = toXml('service_requests', [row]);
          expect(XMLValidator.validate(xml)).toBe(true);
          const json = JSON.parse(JSON.stringify([row])) as [{ description?: string }];
          if (json[0].description !== undefined) json[0].description = legal(json[0].description ?? '');
          expect(jsonOfXml(xml)).toEqual(asText(json as unknown as GeoReportNode));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('says something else than JSON of the catalogue', () => {
    for (const language of ['fi', 'sv', 'en'] as const) {
      const list = serviceList(config, language);
      expect(jsonOfXml(toXml('services', list))).toEqual(asText(list));
      for (const service of config.services) {
        const definition = serviceDefinition(service, language);
        expect(jsonOfXml(toXml('service_definition', definition))).toEqual(asText(definition));
      }
    }
  });

  test('lets a text end its element, or keeps what no XML may hold', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escaped(text)).not.toMatch(/[<>"'\r]|\p{Surrogate}/u);
        expect(escaped(text).replace(/&(amp|lt|gt|quot|apos|#13);/g, '')).not.toContain('&');
      }),
    );
  });

  test('writes an empty list otherwise than as an empty element', () => {
    expect(toXml('service_requests', [])).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<service_requests/>\n',
    );
  });
});

function answer(text: string, nps: number | null): GivenAnswer {
  return {
    id: 'helfi:abc',
    source: 'helfi',
    revision: 0,
    fingerprints: [],
    partition: 0,
    receivedAt: 1_795_000_000_000,
    state: 'given',
    day: '2026-11-18',
    content: {
      unit: 4711,
      questionnaire: 'helfi/thanks',
      nps,
      statements: {},
      comment: { text, language: null, redacted: [] },
      answeredAt: 1_795_000_000_000,
      language: null,
      channel: 'web',
      respondent: 'self',
      ageBand: null,
    },
  };
}
