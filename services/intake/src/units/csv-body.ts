import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Request } from 'express';
import type { CsvEncoding } from './csv-cells.ts';

const inflaters = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

/** A CSV inflates to 10 or 30 times its size; what swells far more is made to keep us busy. */
const mostInflation = 200;
const alwaysAllowed = 4 * 1024 * 1024;

/**
 * The body as chunks, inflated as they come, of any size. Ending early leaves the request open, so that it can still be
 * answered. Throws 415 for an unknown Content-Encoding, 413 for a body that inflates more than 200-fold, 400 for one cut
 * short.
 */
export function csvBody(request: Request): AsyncIterable<Uint8Array> {
  const sent = received(request);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') return sent.chunks;
  if (!Object.hasOwn(inflaters, encoding)) {
    const message = 'Send the body plain or compressed with gzip, deflate, br or zstd.';
    throw new HttpProblem(415, 'encoding-unsupported', message);
  }
  return inflated(sent, inflaters[encoding as keyof typeof inflaters]());
}

interface Received {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes so far. */
  readonly size: () => number;
}

function received(request: Request): Received {
  let size = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        size += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    } catch (cause) {
      throw new HttpProblem(400, 'aborted', 'The body ended before its announced length.', { cause });
    }
  }
  return { chunks: chunks(), size: () => size };
}

async function* inflated(sent: Received, inflater: Transform): AsyncGenerator<Uint8Array> {
  let size = 0;
  // Errors of either side come out of the loop below.
  pipeline(Readable.from(sent.chunks), inflater, () => undefined);
  for await (const chunk of inflater) {
    size += (chunk as Buffer).length;
    if (size > alwaysAllowed && size > mostInflation * sent.size()) {
      const message = 'The body inflates to far more than it is; send it plain.';
      throw new HttpProblem(413, 'body-too-large', message);
    }
    yield chunk as Buffer;
  }
}

const charsets: Readonly<Record<string, CsvEncoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
};

/** The encoding Content-Type names, undefined without one: then the profile says it. 415 for any other. */
export function csvCharset(request: Request): CsvEncoding | undefined {
  const named = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (named === undefined) return undefined;
  const name = named.toLowerCase();
  if (Object.hasOwn(charsets, name)) return charsets[name];
  throw new HttpProblem(415, 'charset-unsupported', 'Send the CSV in UTF-8 or Windows-1252.');
}
