import { isToMend } from '@kuulolla/service-kit/run-service';

/** Codes of errors about what is in a file that was named: only another file helps. */
const wrongFile = new Set<unknown>([
  'units-file-invalid',
  'organisation-invalid',
  'register-invalid',
  'not-a-backup',
  'damaged',
  'newer-format',
]);

/**
 * Exit code of a command that threw: 2 where a setting, a file or what they name has to be mended first, else 3. Never 1,
 * which is a command's own result: a difference of reconcile, rows that were refused.
 */
export function exitCodeOf(error: unknown): 2 | 3 {
  return isToMend(error) || wrongFile.has((error as { code?: unknown } | undefined)?.code) ? 2 : 3;
}
