import { getIdentity as getIdentityRoute, type Identity, listIdentities as listIdentitiesRoute } from '@rollcall/api'
import type { AppDeps } from '../app-deps.ts'
import { listConnections } from '../store/connections.ts'
import { severityOfRank } from '../store/finding-search.ts'
import { getIdentity, type IdentityRow, listIdentities } from '../store/identities.ts'
import type { Caller } from './caller.ts'
import { implement } from './implement.ts'

/** Weakest first. */
const factorOrder = ['disabled', 'insecure', 'enabled', 'secure']

/** Whoever may see identities but no findings gets no counts of them. */
export async function describeIdentities(deps: AppDeps, caller: Caller, rows: IdentityRow[]): Promise<Identity[]> {
  const connections = new Map((await listConnections(deps.db, caller.tenant)).map((one) => [one.id, one.connector]))
  const mayCount = caller.permissions.includes('findings:read')
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    logins: row.logins,
    systems: [...new Set(row.connections.map((id) => connections.get(id) ?? id))].sort(),
    scopes: row.scopes,
    privileged: row.privileged,
    secondFactor: weakest(row.second_factors),
    accounts: row.accounts,
    openFindings: mayCount ? row.open_findings : 0,
    worst: mayCount && row.worst !== null ? severityOfRank(row.worst) : null,
    firstSeenAt: row.first_seen_at,
  }))
}

/** A known weak one outweighs an unseen one; an unseen one outweighs a good one. */
function weakest(factors: readonly (string | null)[]): string | null {
  const known = factors
    .filter((factor) => factor !== null)
    .sort((a, b) => factorOrder.indexOf(a) - factorOrder.indexOf(b))
  const first = known[0]
  if (first === 'disabled' || first === 'insecure') return first
  return factors.includes(null) ? null : (first ?? null)
}

export function identityRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(listIdentitiesRoute, async ({ caller, query }) => {
      const page = { limit: query.limit ?? 50, cursor: query.cursor, sort: query.sort }
      const { rows, total, next } = await listIdentities(db, caller.tenant, query, page, deps.now())
      return { items: await describeIdentities(deps, caller, rows), total, next }
    }),

    implement(getIdentityRoute, async ({ caller, params }) => {
      const { identity, accounts } = await getIdentity(db, caller.tenant, params.id, deps.now())
      const [described] = await describeIdentities(deps, caller, [identity])
      return {
        ...(described as Identity),
        accountList: accounts.map((account) => ({
          connectionId: account.connection_id,
          connectionName: account.connection_name,
          system: account.connector,
          scope: account.scope,
          stream: account.stream,
          streamTitle:
            deps.connectors.get(account.connector)?.streams.find((stream) => stream.id === account.stream)?.title ??
            account.stream,
          login: account.login,
          name: account.name,
          role: account.role,
          privileged: account.privileged,
          secondFactor: account.second_factor,
          verifiedEmails: account.verified_emails,
          url: account.url,
          why: account.why,
          stale: account.stale,
          readAt: account.read_at,
        })),
      }
    }),
  ]
}
