/** A portal link's secret: `gwl`, its organization and its own id in clear, then what is secret of it. */
const SECRET = /^(gwl_[0-9a-z]{26}_[0-9a-z]{26}_)[A-Za-z0-9-]{51}$/;

/** What tells one link from another, and is no secret; null for a text that is no link's secret. */
export function linkOf(secret: string): string | null {
  return SECRET.exec(secret)?.[1] ?? null;
}

/** Takes the secret out of the address bar and the history; null when there is none. */
export function takeSecret(location: Location, history: History): string | null {
  const secret = location.hash.slice(1);
  if (!secret) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return secret;
}
