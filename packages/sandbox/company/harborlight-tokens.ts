import { daysBefore } from './calendar.ts'
import type { GithubCredentialAuthorization, GithubFineGrainedToken, GithubOrganization } from './github-world.ts'

type Days = number | null
const ago = (now: Date, days: Days) => (days === null ? null : daysBefore(now, days))

function listFineGrained(now: Date): GithubFineGrainedToken[] {
  const token = (
    id: number,
    owner: string,
    name: string,
    [granted, expires, used]: [number, Days, Days],
    rest: Partial<GithubFineGrainedToken> = {},
  ): GithubFineGrainedToken => ({
    id,
    tokenId: id + 500_000,
    name,
    owner,
    repositorySelection: 'subset',
    permissions: { repository: { metadata: 'read', contents: 'read' } },
    at: daysBefore(now, granted),
    expiresAt: ago(now, expires === null ? null : -expires),
    lastUsedAt: ago(now, used),
    ...rest,
  })
  return [
    token(25_381, 'adevries', 'release notes', [40, 50, 1]),
    token(25_397, 'nightcargo', 'local bench', [20, 70, 3]),
    token(25_404, 'harborlight-ci', 'mirror', [300, 60, 0]),
    token(25_411, 'rmenon', 'cluster bootstrap', [210, null, 160], {
      repositorySelection: 'all',
      permissions: { repository: { metadata: 'read', contents: 'write', workflows: 'write' } },
    }),
    token(25_430, 'okto-freelance', 'map tiles', [120, 240, 8]),
  ]
}

function listAuthorizations(now: Date): GithubCredentialAuthorization[] {
  const one = (
    id: number,
    login: string,
    kind: GithubCredentialAuthorization['kind'],
    [authorized, accessed, expires]: [number, Days, Days],
    rest: Partial<GithubCredentialAuthorization> = {},
  ): GithubCredentialAuthorization => ({
    id,
    login,
    kind,
    title: '',
    scopes: kind === 'SSH key' ? [] : ['repo'],
    authorizedAt: daysBefore(now, authorized),
    accessedAt: ago(now, accessed),
    expiresAt: ago(now, expires === null ? null : -expires),
    ...rest,
  })
  const keys = ['adevries', 'nightcargo', 'praman', 'vholm-dev', 'hgirard'].map((login, index) =>
    one(161_100 + index, login, 'SSH key', [400 - index, index + 1, null], { title: `${login} laptop` }),
  )
  return [
    ...keys,
    one(161_210, 'flindgren', 'SSH key', [900, 412, null], { title: 'old desktop' }),
    one(161_301, 'mokafor', 'personal access token', [30, 0, 60], {
      title: 'Rollcall',
      scopes: ['admin:org', 'read:org', 'repo'],
    }),
    one(161_302, 'praman', 'personal access token', [12, 0, 20], { title: 'cli', scopes: ['read:org', 'repo'] }),
    one(161_315, 'harborlight-deploy', 'personal access token', [760, 1, null], {
      title: 'deploys',
      scopes: ['admin:org', 'delete_repo', 'repo', 'workflow'],
    }),
    one(161_322, 'jalbrecht', 'personal access token', [310, 190, 55], { title: 'spike', scopes: ['read:packages'] }),
    one(161_340, 'osokolova', 'OAuth app token', [520, 44, 30], { scopes: ['read:org'] }),
    one(161_351, 'yukitan', 'GitHub app token', [3, 0, 1], { scopes: [] }),
  ]
}

/** Credentials that people made for themselves and Harborlight let in. */
export function buildHarborlightTokens(
  now: Date,
): Pick<GithubOrganization, 'fineGrainedTokens' | 'tokenRequests' | 'credentialAuthorizations'> {
  return {
    fineGrainedTokens: listFineGrained(now),
    tokenRequests: [
      {
        id: 26_002,
        tokenId: 526_002,
        name: 'dashboards',
        owner: 'lsteiner',
        repositorySelection: 'subset',
        permissions: { repository: { metadata: 'read', contents: 'read' } },
        at: daysBefore(now, 23),
        expiresAt: daysBefore(now, -60),
        lastUsedAt: null,
      },
      {
        id: 26_010,
        tokenId: 526_010,
        name: 'one token for all',
        owner: 'bhaddad',
        repositorySelection: 'all',
        permissions: { organization: { members: 'write' }, repository: { administration: 'write' } },
        at: daysBefore(now, 1),
        expiresAt: null,
        lastUsedAt: null,
      },
    ],
    credentialAuthorizations: listAuthorizations(now),
  }
}
