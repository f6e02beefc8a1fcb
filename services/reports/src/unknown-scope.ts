import { HttpProblem } from '@kuulolla/service-kit/http-problem';

/** 404 for a parameter that names what the register does not have; never repeats it. */
export function unknownScope(field: 'scope' | 'entity' | 'area' | 'concept'): HttpProblem {
  const message = `The register has no such ${field}; /api/v1/units and /api/v1/areas list them.`;
  return new HttpProblem(404, 'unknown-scope', message, { field });
}
