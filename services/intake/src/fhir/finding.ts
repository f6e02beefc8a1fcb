import type { Issue, IssueCode } from './operation-outcome.ts';

/** What one part of a QuestionnaireResponse says, or why it cannot be taken. */
export type Finding<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly issue: Issue };

export function found<Value>(value: Value): Finding<Value> {
  return { ok: true, value };
}

export function refused(
  code: IssueCode,
  expression: string,
  diagnostics: string,
): { readonly ok: false; readonly issue: Issue } {
  return { ok: false, issue: { code, expression, diagnostics } };
}
