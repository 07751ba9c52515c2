import { randomUUID } from 'node:crypto'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { createBudget } from '../outbound/budget.ts'

/** What a stream carries: an event of the audit log as GitHub has it. */
export type StreamedEvent = Readonly<Record<string, unknown>>

/** Where a stream leads. Both fail with an AppError whose words say what is wrong, and never hold a secret. */
export interface Destination {
  /** Resolves once the other side has all of them for good. */
  send: (events: readonly StreamedEvent[]) => Promise<void>
  /** Tries the way there without an event of the log. */
  check: () => Promise<void>
}

export type StreamConfig = Readonly<Record<string, string | number | boolean | null>>
export type StreamSecret = Readonly<Record<string, string>>
export type DestinationDeps = Pick<AppDeps, 'outbound' | 'auditFolder'>

/** What a destination is made of. */
export interface Way {
  config: StreamConfig
  secret: StreamSecret
  /** Of the enterprise. */
  slug: string
  signal: AbortSignal
}

/** The guarded fetch of one destination. Nothing is sent twice by itself: the stream repeats, and says so. */
export function fetchTo({ outbound }: Pick<DestinationDeps, 'outbound'>, origin: string, signal: AbortSignal) {
  return outbound.forConnection({
    system: 'The destination',
    origins: [origin],
    budget: createBudget(1),
    signal,
    redirects: 'answer',
  })
}

export const refusedBy = (address: string, problem: string): AppError =>
  new AppError('stream.refused', { address, problem })

/** An https address of its parts, as GitHub's configurations have them. */
export function addressOf({ domain, port }: StreamConfig): string {
  const text = `https://${String(domain)}:${String(port)}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.pathname !== '/' || url.username !== '' || url.search !== '')
    throw new AppError('stream.invalid', {
      problem: `the domain ${String(domain).slice(0, 100)} is no host name`,
      remedy: 'Give the host name alone, such as splunk.acme.example, and the port beside it.',
    })
  return url.origin
}

/** What is sent to try a destination: marked as what it is, with an id of its own. */
export const checkEvent = (): StreamedEvent => ({
  '@timestamp': Date.now(),
  _document_id: randomUUID(),
  action: 'audit_log_streaming.check',
  operation_type: 'access',
})
