import { isUtf8Charset } from '../utf8-body.ts';

/** Characters of the headers of one part; the reader refuses more itself. */
const mostHeaders = 16 * 1024;

export interface PartCharsets {
  /** Takes the next bytes of the body. */
  feed(chunk: Buffer): void;
  /** Whether a text so far was in another charset than UTF-8. */
  hasForeign(): boolean;
}

/**
 * Looks, as a multipart body passes, for the charsets that the headers of its texts name. The reader knows them too but
 * does not tell, and turns a text in one that it has no decoder for into an empty one. `contentType` is the header of the
 * whole body, which has the boundary. Files may be in any charset: they are read past.
 */
export function createPartCharsets(contentType: string): PartCharsets {
  const [, quoted, plain = ''] = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]*))/i.exec(contentType) ?? [];
  const mark = `--${quoted ?? plain}\r\n`;
  let rest = '';
  let isForeign = false;
  return {
    feed(chunk) {
      rest += chunk.toString('latin1');
      for (;;) {
        const at = rest.indexOf(mark);
        if (at < 0) {
          rest = rest.slice(1 - mark.length);
          return;
        }
        const end = rest.indexOf('\r\n\r\n', at);
        if (end < 0) {
          rest = rest.length - at > mostHeaders ? '' : rest.slice(at);
          return;
        }
        isForeign ||= isForeignText(rest.slice(at + mark.length, end));
        rest = rest.slice(end);
      }
    },
    hasForeign: () => isForeign,
  };
}

function isForeignText(headers: string): boolean {
  const unfolded = headers.replace(/\r\n[ \t]+/g, ' ');
  if (/^content-disposition:.*;\s*filename\*?\s*=/im.test(unfolded)) return false;
  const charset = /^content-type:.*;\s*charset\s*=\s*"?([^";\s]*)/im.exec(unfolded)?.[1];
  return charset !== undefined && !isUtf8Charset(charset);
}
