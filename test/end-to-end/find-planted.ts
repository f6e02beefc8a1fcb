import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Finds texts in bytes, in whatever way they may have been written down. */
export interface PlantedSearch {
  /** The texts that are found in `bytes`, each once. */
  foundIn(bytes: Buffer | string): string[];
}

/** Bytes by which a text is looked up: none that is searched for is shorter. */
const keyLength = 6;

/**
 * Searches for all texts at once. Looks for each as UTF-8, with the escapes of JSON, with every character beyond ASCII as
 * `\\uXXXX`, percent-encoded and in XML. Texts of digits only must stand alone: eight digits are also found in a timestamp.
 */
export function searchFor(texts: Iterable<string>): PlantedSearch {
  const byKey = new Map<string, { form: string; text: string }[]>();
  for (const text of new Set(texts)) {
    for (const form of writtenForms(text)) {
      const key = form.slice(0, keyLength);
      const known = byKey.get(key);
      if (known) known.push({ form, text });
      else byKey.set(key, [{ form, text }]);
    }
  }
  return {
    foundIn(bytes) {
      const haystack = (typeof bytes === 'string' ? Buffer.from(bytes) : bytes).toString('latin1');
      const found = new Set<string>();
      for (let at = 0; at <= haystack.length - keyLength; at++) {
        for (const { form, text } of byKey.get(haystack.slice(at, at + keyLength)) ?? []) {
          if (haystack.startsWith(form, at) && standsAlone(haystack, at, form)) found.add(text);
        }
      }
      return [...found];
    },
  };
}

/** Forms as the Latin-1 reading of their UTF-8 bytes, so that a file need not be text. */
function writtenForms(text: string): Set<string> {
  const json = JSON.stringify(text).slice(1, -1);
  const escaped = (digits: (code: string) => string) =>
    json.replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${digits(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`,
    );
  const percent = encodeURIComponent(text.toWellFormed());
  const xml = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const forms = [
    ...[text, json, escaped((code) => code), escaped((code) => code.toUpperCase())],
    ...[percent, percent.toLowerCase(), percent.replaceAll('%20', '+'), xml, xml.replaceAll('"', '&quot;')],
  ].map((form) => Buffer.from(form).toString('latin1'));
  const short = forms.find((form) => form.length < keyLength);
  if (short !== undefined) throw new RangeError(`"${short}" is too short to be searched for.`);
  return new Set(forms);
}

function standsAlone(haystack: string, at: number, form: string): boolean {
  if (!/^\d+$/.test(form)) return true;
  return !/\d/.test(haystack.charAt(at - 1)) && !/\d/.test(haystack.charAt(at + form.length));
}

/** Every file below a folder. */
export function filesBelow(folder: string): { name: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
}
