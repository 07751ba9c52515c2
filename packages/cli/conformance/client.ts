import { AppError } from '@rollcall/api'
import { isObject, type JsonObject } from '@rollcall/scim'
import type { Cli } from '../cli.ts'
import { reasonOf } from '../server.ts'

const patienceMs = 30_000

export interface ScimAnswer {
  status: number
  type: string
  location: string | null
  etag: string | null
  /** The body, where it is a JSON object. */
  body: JsonObject | null
}

export interface SendOptions {
  anonymous?: boolean
  headers?: Record<string, string>
}

export interface ScimClient {
  send: (method: string, path: string, body?: unknown, options?: SendOptions) => Promise<ScimAnswer>
}

/** A SCIM client that takes nothing for granted. The token goes to that address and is not sent on. */
export function openScim(cli: Cli, url: string, token: string): ScimClient {
  return {
    async send(method, path, body, { anonymous = false, headers = {} } = {}) {
      const init: RequestInit = {
        method,
        redirect: 'manual',
        signal: AbortSignal.any([cli.signal, AbortSignal.timeout(patienceMs)]),
        headers: {
          accept: 'application/scim+json',
          'user-agent': 'rollcall scim test',
          ...(anonymous ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }
      try {
        const response = await cli.fetch(`${url}${path}`, init)
        return {
          status: response.status,
          type: response.headers.get('content-type') ?? '',
          location: response.headers.get('location'),
          etag: response.headers.get('etag'),
          body: readObject(await response.text()),
        }
      } catch (error) {
        cli.signal.throwIfAborted()
        throw new AppError('command.scim_unreachable', { url, reason: reasonOf(error) }, { cause: error })
      }
    },
  }
}

function readObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    // An empty body, or a page of a proxy: whoever needs an object says what it got instead.
    return null
  }
}
