import { HttpProblem } from '@kuulolla/service-kit/http-problem';

/** Codes of FHIR's issue-type value set that this door uses. */
export type IssueCode =
  | 'structure'
  | 'invalid'
  | 'required'
  | 'value'
  | 'business-rule'
  | 'not-found'
  | 'deleted'
  | 'conflict'
  | 'login'
  | 'forbidden'
  | 'not-supported'
  | 'too-long'
  | 'timeout'
  | 'throttled'
  | 'transient'
  | 'exception'
  | 'informational';

/** One thing that is wrong. `diagnostics` never repeats what was sent; `expression` is a FHIRPath. */
export interface Issue {
  readonly code: IssueCode;
  readonly diagnostics: string;
  readonly expression?: string;
}

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly {
    readonly severity: 'error' | 'fatal' | 'information';
    readonly code: IssueCode;
    readonly diagnostics: string;
    readonly expression?: readonly string[];
  }[];
}

/** A refused QuestionnaireResponse with all that is wrong with it: 400 for its form, 422 for its content, 409 for its version. */
export class RefusedResponse extends HttpProblem {
  readonly issues: readonly Issue[];

  constructor(status: 400 | 409 | 422, issues: readonly Issue[]) {
    super(
      status,
      'refused-response',
      issues[0]?.diagnostics ?? 'This QuestionnaireResponse cannot be taken.',
    );
    this.name = 'RefusedResponse';
    this.issues = issues;
  }
}

const codeOfStatus: Readonly<Record<number, IssueCode>> = {
  400: 'structure',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  406: 'not-supported',
  408: 'timeout',
  409: 'conflict',
  410: 'deleted',
  412: 'conflict',
  413: 'too-long',
  415: 'not-supported',
  422: 'business-rule',
  429: 'throttled',
  503: 'transient',
};

/** Words any problem as an OperationOutcome. */
export function outcomeOfProblem(problem: HttpProblem): OperationOutcome {
  if (problem instanceof RefusedResponse) return outcomeOf('error', problem.issues);
  const code = codeOfStatus[problem.status] ?? (problem.status < 500 ? 'invalid' : 'exception');
  const diagnostics = problem.status === 413 ? 'The body is too large for one resource.' : problem.message;
  const expression = problem.field === undefined ? {} : { expression: problem.field };
  const severity = problem.status < 500 ? 'error' : 'fatal';
  return outcomeOf(severity, [{ code, diagnostics, ...expression }]);
}

/** An outcome that says what became of a request that was fine. */
export function information(diagnostics: string): OperationOutcome {
  return outcomeOf('information', [{ code: 'informational', diagnostics }]);
}

function outcomeOf(severity: 'error' | 'fatal' | 'information', issues: readonly Issue[]): OperationOutcome {
  const issue = issues.map(({ code, diagnostics, expression }) => ({
    severity,
    code,
    diagnostics,
    ...(expression === undefined ? {} : { expression: [expression] }),
  }));
  return { resourceType: 'OperationOutcome', issue };
}
