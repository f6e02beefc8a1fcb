import { Transform } from 'node:stream';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Request } from 'express';
import multer from 'multer';
import { type FormBody, formFieldsOf, maxFields, tooManyFields } from './form-fields.ts';
import { createPartCharsets } from './part-charsets.ts';

/** Bytes of a whole multipart body, photos included, which are read past. */
const maxMultipartBytes = 20 * 1024 * 1024;
const limits = {
  fieldNameSize: 200,
  fieldSize: 64 * 1024,
  fields: maxFields,
  files: 20,
  headerPairs: 20,
  fieldNestingDepth: 3,
  fieldArrayIndexLimit: maxFields,
};

/**
 * The fields of a multipart form; files are counted and dropped as they stream in. Rejects with an HttpProblem: 413 over
 * the limits, 415 for a compressed body or a text in another charset, 400 for a body that is no multipart form or whose
 * texts are not UTF-8.
 */
export async function readMultipart(request: Request, maxBytes: number): Promise<FormBody> {
  const most = Math.min(maxBytes, maxMultipartBytes);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpProblem(415, 'encoding-unsupported', 'Send a multipart form uncompressed.');
  }
  const charsets = createPartCharsets(request.headers['content-type'] ?? '');
  const check = createByteCheck(most, charsets.feed);
  let filesLeftOut = 0;
  const read = multer({
    limits,
    fileFilter: (_request, _file, keep) => {
      filesLeftOut += 1;
      keep(null, false);
    },
    streamHandler: (source: Request, busboy: NodeJS.WritableStream & { destroy(error: Error): void }) => {
      check.stream.on('error', (error) => {
        source.unpipe(check.stream);
        busboy.destroy(error);
      });
      source.pipe(check.stream).pipe(busboy);
    },
  } as multer.Options).any();
  await new Promise<void>((resolve, reject) => {
    read(request, {} as never, (error: unknown) => (error ? reject(multipartProblem(error)) : resolve()));
  });
  if (charsets.hasForeign()) {
    throw new HttpProblem(415, 'charset-unsupported', 'Send every part of the form in UTF-8.');
  }
  const pairs = [...flattened('', request.body)];
  if (pairs.length > maxFields) throw tooManyFields();
  // The reader puts U+FFFD for what it could not decode; a photo makes the bytes no UTF-8 too, so both signs count.
  if (!check.isUtf8() && pairs.some(([name, value]) => (name + value).includes('\ufffd'))) {
    throw new HttpProblem(400, 'not-utf-8', 'The form is not UTF-8.');
  }
  return { ...formFieldsOf(pairs), filesLeftOut };
}

/** Lets bytes through up to `most`, shows them to `look`, and knows afterwards whether all of them were UTF-8. */
function createByteCheck(
  most: number,
  look: (chunk: Buffer) => void,
): { stream: Transform; isUtf8: () => boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let isUtf8 = true;
  const feed = (chunk: Buffer | undefined) => {
    try {
      if (isUtf8) decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      isUtf8 = false;
    }
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > most) return done(tooLarge());
      feed(chunk);
      look(chunk);
      done(null, chunk);
    },
    flush(done) {
      feed(undefined);
      done();
    },
  });
  return { stream, isUtf8: () => isUtf8 };
}

/** The reader nests `attribute[c][0]`; here it becomes a name again. */
function* flattened(name: string, value: unknown): Generator<[name: string, value: string]> {
  if (typeof value === 'string') yield [name, value];
  else if (Array.isArray(value)) for (const item of value) yield* flattened(name, item);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      yield* flattened(name === '' ? key : `${name}[${key}]`, item);
  }
}

function tooLarge(): HttpProblem {
  return new HttpProblem(413, 'body-too-large', 'The form is too large; send it without files.');
}

function multipartProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  if (code.startsWith('LIMIT_')) {
    const message = 'The form has too many fields or files, or a field that is too long.';
    return new HttpProblem(413, 'form-too-large', message, { cause: error });
  }
  return new HttpProblem(400, 'not-multipart', 'The body is not a whole multipart form.', { cause: error });
}
