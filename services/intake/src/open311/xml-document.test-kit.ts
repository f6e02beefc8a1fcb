import { XMLParser } from 'fast-xml-parser';
import type { GeoReportNode } from './georeport-xml.ts';

const lists = ['service', 'request', 'error', 'attribute', 'value', 'endpoint', 'format'];
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => lists.includes(name),
});
const spaced = new XMLParser({
  ignoreDeclaration: true,
  parseTagValue: false,
  isArray: (name) => lists.includes(name),
});

/** A document of another city as nested objects: what stands between elements is left out. */
// biome-ignore lint/suspicious/noExplicitAny: documents of every shape
export function readForeignXml(text: string): any {
  return spaced.parse(text);
}

/** One of our documents as the JSON answer would say it: list elements unwrapped, every value as text, null for empty. */
export function jsonOfXml(text: string): unknown {
  const [root] = Object.values(parser.parse(text));
  return unwrapped(root);
}

function unwrapped(node: unknown): unknown {
  if (node === '') return null;
  if (typeof node !== 'object' || node === null) return node;
  const [[name, value] = ['', null], ...more] = Object.entries(node);
  if (more.length === 0 && lists.includes(name) && Array.isArray(value)) return value.map(unwrapped);
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, unwrapped(item)]));
}

/** A JSON answer with every value as text, and without what XML cannot say: an empty text or list beside null. */
export function asText(node: GeoReportNode): unknown {
  if (node === null || node === '') return null;
  if (Array.isArray(node)) return node.length === 0 ? null : node.map(asText);
  if (typeof node !== 'object') return String(node);
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, asText(item)]));
}
