import { daysBefore } from './calendar.ts'
import type { CompanyWithTokens } from './company.ts'
import { newToken } from './github-defaults.ts'
import { listHarborlightAccounts, listHarborlightMembers, listLabsMembers } from './harborlight-accounts.ts'
import { buildHarborlightLabs } from './harborlight-labs.ts'
import { buildHarborlight } from './harborlight-organization.ts'
import { buildHarborlightPagerduty } from './harborlight-pagerduty.ts'
import { listHarborlightRepositories } from './harborlight-repositories.ts'
import { listHarborlightPeople } from './people.ts'

const emailDomain = 'harborlight.example'

function listTokens(now: Date) {
  const sso = { ssoOrganizations: ['harborlight'] }
  return {
    /** An owner of both organizations; reads everything but webhooks, for want of `admin:org_hook`. */
    demo: newToken({
      label: 'demo',
      login: 'mokafor',
      scopes: ['read:org', 'admin:org', 'repo', 'read:audit_log'],
      expiresAt: daysBefore(now, -60),
      ...sso,
    }),
    /** An owner of both organizations with all that there is to read, and no expiry. */
    owner: newToken({
      label: 'owner',
      login: 'mokafor',
      scopes: ['admin:org', 'admin:org_hook', 'admin:repo_hook', 'read:audit_log', 'repo', 'user'],
      ...sso,
    }),
    /** An owner's, that may read organizations and no more. */
    ownerReadOrg: newToken({ label: 'ownerReadOrg', login: 'tweiss', scopes: ['read:org'], ...sso }),
    /** An owner's without a single scope: it sees what a stranger sees. */
    noScopes: newToken({ label: 'noScopes', login: 'mokafor', scopes: [], ...sso }),
    /** A member of `harborlight` only, no owner. */
    member: newToken({
      label: 'member',
      login: 'praman',
      scopes: ['read:org', 'repo'],
      expiresAt: daysBefore(now, -20),
      expiryFormat: 'offset',
      ...sso,
    }),
    expired: newToken({
      label: 'expired',
      login: 'mokafor',
      scopes: ['admin:org', 'admin:org_hook', 'repo'],
      expiresAt: daysBefore(now, 3),
      ...sso,
    }),
    /** An owner's that was never authorized for single sign-on: `harborlight` is closed to it, `harborlight-labs` open. */
    noSso: newToken({ label: 'noSso', login: 'mokafor', scopes: ['admin:org', 'admin:org_hook', 'repo'] }),
    /** Authorized for `harborlight` alone; it tells once `harborlight-labs` has single sign-on too (`state.enforceSso`). */
    noLabsSso: newToken({
      label: 'noLabsSso',
      login: 'tweiss',
      scopes: ['admin:org', 'admin:org_hook', 'repo'],
      ...sso,
    }),
  }
}

export type HarborlightToken = keyof ReturnType<typeof listTokens>

/** Harborlight, a freight software firm that does most things right. The same world for the same `now`. */
export function exampleCompany({ now }: { now: Date }): CompanyWithTokens<HarborlightToken> {
  const people = listHarborlightPeople(now, emailDomain)
  const tokens = listTokens(now)
  return {
    name: 'Harborlight',
    emailDomain,
    now: now.toISOString(),
    people,
    tokens,
    github: {
      accounts: listHarborlightAccounts(now, people),
      organizations: [
        buildHarborlight(now, people, listHarborlightMembers(people), listHarborlightRepositories(now)),
        buildHarborlightLabs(now, listLabsMembers()),
      ],
      tokens: Object.values(tokens),
    },
    pagerduty: buildHarborlightPagerduty(now, people),
  }
}
