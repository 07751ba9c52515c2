import type { Gap } from '../coverage.ts'

/** Where a record, or some of its fields, was read: the evidence behind every finding. */
export interface Source {
  /** Endpoint template, never the full address: `GET /orgs/{org}`. */
  endpoint: string
  /** ISO 8601 time of the answer. */
  at: string
  /** The system's own id of the request, for its support and audit log. */
  requestId: string | null
  /** The system's field names that this source answers for. Without it: all that no other source names. */
  fields?: string[]
}

/**
 * One thing read from a connected system.
 *
 * In `data`, **null means "could not be seen"** and nothing else; what is known to be absent is `false`, `''`, `[]` or
 * a word such as `'none'`. A check that reads a null gives `unknown`, whatever its author wrote (see `view.ts`).
 */
export interface StreamRecord<Data extends object = Record<string, unknown>> {
  stream: string
  /** The part of the connection it was read in, for GitHub the organization's login. */
  scope: string
  /** Stable id within connection, stream and scope. Survives a rename. */
  ref: string
  /** What a person would call it. */
  name: string
  /** Where a person can look at it. */
  url: string | null
  data: Data
  /** Why a null in `data` is null, by field. */
  gaps?: Record<string, Gap>
  sources: Source[]
}
