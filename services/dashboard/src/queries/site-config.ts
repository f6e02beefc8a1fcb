import { useQuery } from './use-query.ts';

/** What a deployment says about its page in `/config.json`. */
export interface SiteConfig {
  /** True where the figures are not real. */
  readonly sample: boolean;
  /** A logo beside the word mark, such as a city's own, as a path of this same address; null: none. */
  readonly logo: string | null;
}

/** The deployment's settings, or what holds without any. A logo of another address is not shown: the page asks nothing of others. */
export function useSiteConfig(): SiteConfig {
  const { data } = useQuery<Partial<SiteConfig>>('/config.json');
  const logo = data?.logo ?? null;
  return { sample: data?.sample === true, logo: logo !== null && /^\/(?!\/)/.test(logo) ? logo : null };
}
