import { Octokit } from '@octokit/core'
import type { ConnectorContext } from '@rollcall/core'
import { readAddress } from './address.ts'

export type Headers = Record<string, string | number | undefined>

/** How Octokit tells of a request that failed. */
export interface RequestFailure {
  status?: number
  cause?: unknown
  response?: { headers: Headers; data: unknown }
}

export type Send = (
  template: string,
  params: Record<string, unknown>,
  authorization: string | null,
) => Promise<{ data: unknown; headers: Headers }>

const silent = () => undefined

/** Requests through the connection's own fetch, with the authorization that each is given. */
export function createSender(context: ConnectorContext): Send {
  const octokit = new Octokit({
    baseUrl: readAddress(String(context.config.address ?? '')).api,
    userAgent: 'rollcall',
    request: { fetch: context.fetch },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  })
  return async (template, params, authorization) => {
    const headers = {
      'x-github-api-version': '2022-11-28',
      ...(authorization === null ? {} : { authorization }),
    }
    const { data, headers: answered } = await octokit.request(template, { ...params, headers })
    return { data, headers: answered }
  }
}
