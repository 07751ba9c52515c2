import type { Gap } from '@rollcall/core'

export type Actor = { login?: string; slug?: string; name?: string } | null

/** Who may get past a ruleset, as GraphQL tells it. */
export interface BypassActor {
  bypassMode: string | null
  organizationAdmin: boolean
  enterpriseOwner: boolean
  deployKey: boolean
  repositoryRoleName: string | null
  actor: Actor
}

export interface BypassConnection {
  nodes: (BypassActor | null)[] | null
  pageInfo: { hasNextPage: boolean }
}

export const bypassFields = `bypassActors(first: 100) {
  pageInfo { hasNextPage }
  nodes {
    bypassMode organizationAdmin enterpriseOwner deployKey repositoryRoleName
    actor { ... on App { slug } ... on Team { slug } }
  }
}`

/**
 * Who gets past it at any time, by name; those who may for pull requests only still leave a trace and are not counted.
 * Null where GitHub does not tell: it shows the list to those alone who may edit the ruleset.
 */
export function readBypass(connection: BypassConnection | null | undefined): string[] | null {
  if (!connection?.nodes || connection.pageInfo.hasNextPage) return null
  return connection.nodes.flatMap((one) => {
    if (one?.bypassMode !== 'ALWAYS') return []
    if (one.organizationAdmin) return ['organization owners']
    if (one.enterpriseOwner) return ['enterprise owners']
    if (one.deployKey) return ['deploy keys']
    if (one.repositoryRoleName) return [`role ${one.repositoryRoleName}`]
    return [nameActor(one.actor)]
  })
}

export const nameActor = (actor: Actor): string => actor?.login ?? actor?.slug ?? actor?.name ?? 'someone unnamed'

export const bypassHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows who may bypass a ruleset only to those who may edit it.',
  fix: 'Use a token of an Organization owner with the scopes repo and admin:org.',
}
