import { useEffect, useState } from 'react';

const RETRY_MS = 5_000;

export interface Query<T> {
  /** The last good answer to this path, or of the path before while `isStale`. */
  readonly data: T | null;
  readonly hasFailed: boolean;
}

/**
 * The JSON answer to a GET of `path` (null: ask nothing). Tries again every five seconds while it fails, asks again every `refreshMs` where
 * given, unless nobody looks at the page. A new path forgets the old one's answer.
 */
export function useQuery<T>(path: string | null, refreshMs?: number): Query<T> {
  const [answer, setAnswer] = useState<{ path: string | null } & Query<T>>({
    path,
    data: null,
    hasFailed: false,
  });

  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasAnswer = false;
    const ask = async () => {
      if (document.visibilityState === 'hidden' && refreshMs !== undefined && hasAnswer) {
        timer = setTimeout(ask, refreshMs);
        return;
      }
      try {
        const data = await getJson<T>(path, abort.signal);
        hasAnswer = true;
        setAnswer({ path, data, hasFailed: false });
        if (refreshMs !== undefined) timer = setTimeout(ask, refreshMs);
      } catch {
        if (abort.signal.aborted) return;
        setAnswer((last) => ({ path, data: last.path === path ? last.data : null, hasFailed: true }));
        timer = setTimeout(ask, RETRY_MS);
      }
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, refreshMs]);

  return answer.path === path ? answer : { data: null, hasFailed: false };
}

async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}.`);
  return (await response.json()) as T;
}
