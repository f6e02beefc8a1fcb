import type { z } from 'zod';

export type DirectoryErrorCode = 'register-invalid' | 'organisation-invalid' | 'units-file-invalid';

/** A register or a file that cannot be taken; `problems` holds one sentence for each thing to mend. */
export class DirectoryError extends Error {
  readonly code: DirectoryErrorCode;
  readonly problems: readonly string[];
  readonly canRetry = false;

  constructor(code: DirectoryErrorCode, problems: readonly string[], cause?: unknown) {
    super(problems.join('\n'), { cause });
    this.name = 'DirectoryError';
    this.code = code;
    this.problems = problems;
  }
}

/** Turns what zod found into sentences that name the row, its id where it has one, and the field. */
export function problemsOf(error: z.ZodError, json: unknown): string[] {
  return error.issues.map((issue) => `${placeOf(issue.path, json)}: ${complaintOf(issue)}.`);
}

const KINDS: Readonly<Record<string, string>> = { array: 'a list', object: 'an object', record: 'an object' };

/** zod's own words are for programmers; the schemas of this package word the rest themselves. */
function complaintOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `there is no field ${issue.keys.join(', ')}; remove it or mend its name`;
  }
  if (issue.code === 'invalid_type' && KINDS[issue.expected] !== undefined)
    return `must be ${KINDS[issue.expected]}`;
  return issue.message;
}

function placeOf(path: readonly PropertyKey[], json: unknown): string {
  let value: unknown = json;
  let row = 0;
  let id: unknown;
  path.forEach((step, depth) => {
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
    const found = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
    if (typeof found === 'string' || typeof found === 'number') {
      row = depth + 1;
      id = found;
    }
  });
  if (id === undefined) return path.length === 0 ? 'The file' : `Field ${pathText(path)}`;
  const field = pathText(path.slice(row));
  return `${pathText(path.slice(0, row))} (id ${id})${field === '' ? '' : `, field ${field}`}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
