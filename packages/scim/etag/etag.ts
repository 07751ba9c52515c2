import { ScimError } from '../error.ts'

/** The weak entity tag of a version, RFC 7644 §3.14: `W/"3"`. */
export function formatEtag(version: string | number): string {
  return `W/"${version}"`
}

/** The versions that `If-Match` or `If-None-Match` names, without quotes and `W/`; `*` alone stands for any. */
export function parseEtags(header: string): string[] | '*' {
  if (header.trim() === '*') return '*'
  const versions: string[] = []
  let at = 0
  while (at < header.length) {
    const open = header.indexOf('"', at)
    const close = open === -1 ? -1 : header.indexOf('"', open + 1)
    if (close === -1) break
    versions.push(header.slice(open + 1, close))
    at = close + 1
  }
  return versions
}

function names(header: string, version: string | number): boolean {
  const versions = parseEtags(header)
  return versions === '*' || versions.includes(String(version))
}

/**
 * Lets a write through when `If-Match` is absent or names the version that there is.
 * @throws ScimError 412
 */
export function requireMatch(ifMatch: string | null | undefined, version: string | number): void {
  if (ifMatch === null || ifMatch === undefined || names(ifMatch, version)) return
  throw new ScimError(412, null, 'The resource has changed since it was read: read it again, and send its new version.')
}

/** Whether the client has this version already, so that a GET is answered with 304. */
export function isUnchanged(ifNoneMatch: string | null | undefined, version: string | number): boolean {
  return ifNoneMatch !== null && ifNoneMatch !== undefined && names(ifNoneMatch, version)
}
