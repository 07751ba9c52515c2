import { type Static, Type } from 'typebox'
import { object, seen, words } from './field.ts'

/** What is wrong and what to do, in sentences; empty where it was seen to be well. */
const trouble = seen(Type.String())

/**
 * How a connection is in one of its scopes. No system is asked for it: it is made of what connecting, tests and scans found
 * out (`health-record.ts`).
 */
const health = () =>
  object({
    /** Ways of proving who one is that reach the scope. */
    methods: words,
    credentialFailing: trouble,
    organizationLost: trouble,
    appUninstalled: trouble,
    appSuspended: trouble,
    appNarrowed: trouble,
    permissionMissing: trouble,
  })

/** By the names of their streams. */
export const GithubConnection = health()
export const PagerdutyConnection = health()
export type ConnectionHealth = Static<typeof GithubConnection>
