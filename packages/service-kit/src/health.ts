import { Router } from 'express';
import { onlyMethods } from './http-app.ts';
import { within } from './within.ts';

/** A named check: fulfils when all is well, rejects with why not. */
export interface HealthCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

export interface HealthChecks {
  /** Is the process itself sound? A failing one asks for a restart. */
  readonly live: readonly HealthCheck[];
  /** Can it do its work now? A failing one takes it out of the traffic. */
  readonly ready: readonly HealthCheck[];
}

const patienceMs = 2_000;

/** `/healthz` and `/readiness`: 200 `{status:"ok"}` or 503 with the names of the checks that failed. */
export function healthRouter(checks: HealthChecks): Router {
  const router = Router();
  for (const [path, list] of [
    ['/healthz', checks.live],
    ['/readiness', checks.ready],
  ] as const) {
    router.get(path, async (_request, response) => {
      const failing = (await Promise.all(list.map(fails))).filter((name) => name !== null);
      response.setHeader('Cache-Control', 'no-store');
      response.status(failing.length === 0 ? 200 : 503);
      response.json(failing.length === 0 ? { status: 'ok' } : { status: 'failing', failing });
    });
    router.all(path, onlyMethods('GET', 'HEAD'));
  }
  return router;
}

async function fails({ name, check }: HealthCheck): Promise<string | null> {
  try {
    await within(patienceMs, check());
    return null;
  } catch {
    return name;
  }
}
