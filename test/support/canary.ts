import { randomBytes } from 'node:crypto'

/**
 * Secrets that the tests plant: each has this mark, so that one look at every log line and every answer tells whether
 * any came out.
 */
export const canaryMark = 'cnryx7q'

const letters = (length: number) => randomBytes(length).toString('hex').slice(0, length)

export const canaryPassword = (): string => `${canaryMark}-${letters(16)} correct horse`

/** A personal access token (classic) that the stand-in will know. */
export const canaryToken = (): string => `ghp_${canaryMark}${letters(29)}`

const found: string[] = []

/** Called with all that leaves the server: log lines and answers. */
export function watch(where: string, text: string): void {
  const at = text.indexOf(canaryMark)
  if (at >= 0) found.push(`${where}: …${text.slice(Math.max(0, at - 80), at)}[canary]`)
}

/** What came out since the last time; empty is good. */
export const takeLeaks = (): string[] => found.splice(0)
