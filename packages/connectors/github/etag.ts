import type { ConnectorInput } from '@rollcall/core'

/** Headers of the request whose values go into the tag, in this order, where the request has them. */
const hashed = ['accept', 'authorization', 'cookie'] as const

/**
 * The ETag that GitHub gives this body in answer to a request with these headers. GitHub does not document it; from outside it
 * was seen to be the SHA-256 of the hashed values, each with a colon behind it, and the body before it is compressed.
 */
export async function computeEtag(headers: Headers, body: string): Promise<string> {
  const values = hashed.flatMap((name) => headers.get(name) ?? []).map((value) => `${value}:`)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(values.join('') + body))
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'))
  return `"${hex.join('')}"`
}

/** The switch of the form. */
export const readEtagInput = (config: ConnectorInput['config']): { computedEtags?: string } =>
  String(config.computedEtags ?? '') === '' ? {} : { computedEtags: 'on' }
