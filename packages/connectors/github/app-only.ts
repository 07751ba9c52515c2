import { AppError, type ConnectorContext, type Gap } from '@rollcall/core'
import { appOf } from './app.ts'
import type { GithubClient } from './client.ts'

/** Tokens that a person made for themselves; what a GitHub App gets begins otherwise. */
const ownToken = /^(ghp_|github_pat_|gho_|[0-9a-f]{40}$)/

/**
 * What GitHub answers to GitHub Apps and to nobody else (docs: "Only GitHub Apps can use this endpoint"). A refused
 * personal token is told so, instead of being sent for a scope that would not help.
 */
export async function asApp<Result>(
  context: ConnectorContext,
  client: GithubClient,
  permission: string,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask()
  } catch (error) {
    // An App that is refused is told which permission it lacks.
    if (client.as === 'app' || !(error instanceof AppError) || error.gap?.reason !== 'permission' || error.gap.link)
      throw error
    if (error.code !== 'upstream.forbidden' && error.code !== 'upstream.not_found') throw error
    const own = ownToken.test(context.secrets.token ?? '')
    const gap = own ? personal(permission, appOf(context) !== null) : lacking(permission)
    throw new AppError(error.code, { system: 'GitHub', status: 403, endpoint: permission }, { gap })
  }
}

const personal = (permission: string, elsewhere: boolean): Gap => ({
  reason: 'permission',
  detail: 'GitHub shows this list to GitHub Apps only; no scope of a personal access token opens it.',
  fix: elsewhere
    ? `Install the GitHub App of the connection in this organization; it needs the permission "Organization › ${permission}: Read-only".`
    : `Add a GitHub App with the permission "Organization › ${permission}: Read-only" to the connection, under Credential › New GitHub App; the token can stay beside it.`,
})

const lacking = (permission: string): Gap => ({
  reason: 'permission',
  detail: `The GitHub App may not read this list: it lacks the organization permission "${permission}".`,
  fix: `Give the App the organization permission "${permission}: Read-only", and accept the change as an owner.`,
})
