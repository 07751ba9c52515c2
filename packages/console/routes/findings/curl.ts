/** The same request for a terminal. The token is named, never written. */
export const curlFor = (path: string): string =>
  `curl -H "Authorization: Bearer $ROLLCALL_TOKEN" '${location.origin}${path}'`
