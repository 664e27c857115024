/** The address of a logo that we serve from this origin; null for every other address. */
export function ownLogo(url: string | null, origin: string): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { origin: place, pathname, href } = new URL(url);
  return place === origin && pathname.startsWith('/logos/') ? href : null;
}
