/** Where to go after signing in: a page of this console, and nothing that leads out of it. */
export function nextPath(next: string | undefined): string {
  if (next === undefined || !next.startsWith('/')) return '/'
  if (!URL.canParse(next, location.origin)) return '/'
  const url = new URL(next, location.origin)
  if (url.origin !== location.origin) return '/'
  if (['/login', '/welcome'].includes(url.pathname)) return '/'
  return url.pathname + url.search + url.hash
}
