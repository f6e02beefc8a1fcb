import type { Names } from './names.ts';
import { useQuery } from './use-query.ts';

/** A logo beside the word mark, such as a city's own. Shown only where a deployment names one in `/config.json`. */
export interface SiteLogo {
  readonly src: string;
  readonly names: Names;
}

/** The logo of this deployment, or null. Only a path of this same address is taken: the page asks nothing of others. */
export function useSiteLogo(): SiteLogo | null {
  const { data } = useQuery<{ logo?: SiteLogo | null }>('/config.json');
  const logo = data?.logo ?? null;
  return logo && /^\/(?!\/)/.test(logo.src) ? logo : null;
}
