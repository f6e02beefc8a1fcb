// Writes the OpenAPI and AsyncAPI documents from the contracts; with --check, fails where the committed ones differ or
// are not valid.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { openApiDocument } from '@kuulolla/reports/openapi';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from './asyncapi.ts';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '..');
const documents = [
  { file: 'services/reports/openapi.generated.json', document: openApiDocument, faults: openApiFaults },
  { file: 'services/live/asyncapi.generated.json', document: asyncApiDocument, faults: asyncApiFaults },
] as const;

async function openApiFaults(document: unknown): Promise<string | null> {
  const { valid, errors } = await new Validator().validate(
    structuredClone(document) as Record<string, unknown>,
  );
  return valid ? null : JSON.stringify(errors);
}

async function asyncApiFaults(document: unknown): Promise<string | null> {
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
  addFormats.default(ajv);
  const validate = ajv.compile(require('@asyncapi/specs/schemas/3.0.0-without-$id.json'));
  return validate(document) ? null : JSON.stringify(validate.errors);
}

let failed = false;
for (const { file, document, faults } of documents) {
  const path = resolve(root, file);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  const fault = await faults(JSON.parse(text));
  if (fault) console.error(`${file} is not valid: ${fault}`);
  failed ||= fault !== null;
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${file} is not what the contracts say; run npm run docs and commit it.`);
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;
