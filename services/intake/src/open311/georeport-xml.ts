/** What GeoReport v2 answers are made of, in JSON and in XML alike. */
export type GeoReportNode =
  | string
  | number
  | boolean
  | null
  | readonly GeoReportNode[]
  | { readonly [name: string]: GeoReportNode };

/** The element of one item, by the element of its list. */
const itemNames: Readonly<Record<string, string>> = {
  services: 'service',
  service_requests: 'request',
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
  errors: 'error',
};

/** An XML document with the root element `root`. Elements come in the order of the object's names; null is empty. */
export function toXml(root: string, node: GeoReportNode): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(root, node)}\n`;
}

function element(name: string, node: GeoReportNode): string {
  const content = contentOf(name, node);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

function contentOf(name: string, node: GeoReportNode): string {
  if (node === null) return '';
  if (typeof node !== 'object') return escaped(String(node));
  if (isList(node)) return node.map((item) => element(itemNames[name] ?? 'item', item)).join('');
  return Object.entries(node)
    .map(([child, value]) => element(child, value))
    .join('');
}

function isList(node: object): node is readonly GeoReportNode[] {
  return Array.isArray(node);
}

// XML 1.0 §2.2: no escape makes these legal, so they are left out.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const noXmlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser would read a bare one as a line feed (XML 1.0 §2.11).
  '\r': '&#13;',
};

/** Text as content of an element: escaped, without what XML cannot hold. */
export function escaped(text: string): string {
  return text.replace(noXmlCharacter, '').replace(/[&<>"'\r]/g, (sign) => entities[sign] ?? sign);
}
