import { withPatience } from '@kuulolla/service-kit/dawdling-bodies';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import express, { type Handler, type Request } from 'express';
import { parseExactly } from './exact-json.ts';

/**
 * Reads the body of the given media types into a Buffer, inflated; 413 over `maxBytes` after that, 408 where it dawdles.
 * Other types, and a charset other than UTF-8, are 415; a body of no type at all is left unread, for the route to refuse.
 */
export function bufferedBody(mediaTypes: readonly string[], maxBytes: number): Handler[] {
  const read = express.raw({ type: [...mediaTypes], limit: maxBytes, inflate: true });
  return [
    (request, _response, next) => {
      if (request.headers['content-type'] !== undefined && !request.is([...mediaTypes])) {
        throw new HttpProblem(415, 'media-type', `Send the body as ${mediaTypes.join(' or ')}.`);
      }
      requireUtf8(request);
      next();
    },
    withPatience(read),
  ];
}

/** 415 for a charset other than UTF-8 in Content-Type. */
export function requireUtf8(request: Request): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !isUtf8Charset(charset)) {
    throw new HttpProblem(415, 'charset-unsupported', 'Send the body in UTF-8.');
  }
}

/** Whether texts of this charset are UTF-8. */
export function isUtf8Charset(name: string): boolean {
  return /^(utf-?8|us-ascii)$/i.test(name);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The body as text; 400 for bytes that are not UTF-8. A byte order mark is dropped. */
export function textOf(body: unknown): string {
  if (!Buffer.isBuffer(body)) return '';
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new HttpProblem(400, 'not-utf-8', 'The body is not UTF-8.', { cause });
  }
}

/** The body as JSON; 400 for an empty body, bad JSON, or nesting deeper than `maxDepth`. */
export function jsonOf(body: unknown, maxDepth: number): unknown {
  const text = textOf(body);
  if (text.trim() === '') throw new HttpProblem(400, 'empty-body', 'The body is empty; send JSON.');
  if (isDeeperThan(text, maxDepth)) {
    throw new HttpProblem(
      400,
      'too-deep',
      `The body nests objects and arrays deeper than ${maxDepth} levels.`,
    );
  }
  try {
    return parseExactly(text);
  } catch (cause) {
    throw new HttpProblem(400, 'not-json', 'The body is not valid JSON.', { cause });
  }
}

/** Scans before parsing: what is nested a million deep must not cost a parser's stack. */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
