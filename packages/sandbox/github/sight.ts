import type {
  GithubAccount,
  GithubApp,
  GithubAppInstallation,
  GithubMembership,
  GithubOrganization,
  GithubRepository,
  GithubToken,
  RepositoryRole,
} from '../company/github-world.ts'
import { expandScopes } from './scope.ts'
import type { GithubState } from './state/state.ts'

/** Who asks. Nobody at all for a request without a token. */
export interface Viewer {
  account: GithubAccount | null
  token: GithubToken | null
  scopes: ReadonlySet<string>
  /** The App itself, which proved it by its key. It sees its installations, and nothing in them. */
  app?: GithubApp
  /** The installation that the token was made for. */
  installation?: GithubAppInstallation
}

export const stranger: Viewer = { account: null, token: null, scopes: new Set() }

export function createViewer(state: GithubState, token: GithubToken): Viewer {
  const account = state.account(token.login)
  const viewer = { account, token, scopes: expandScopes(token.scopes) }
  const installation = token.installation === undefined ? undefined : state.installed.get(token.installation)
  return installation ? { ...viewer, installation } : viewer
}

/** What the viewer is to one organization. */
export interface Standing {
  org: GithubOrganization
  role: GithubMembership['role'] | null
  owner: boolean
  /** Single sign-on bars this token: its owner belongs here and has not authorized it. */
  barred: boolean
}

const ladder: readonly RepositoryRole[] = ['read', 'triage', 'write', 'maintain', 'admin']
const rank = (role: RepositoryRole | null) => (role === null ? -1 : ladder.indexOf(role))
const higher = (one: RepositoryRole | null, other: RepositoryRole | null) => (rank(one) >= rank(other) ? one : other)

/** What one viewer may see of the world, for the length of one request. */
export function createSight(viewer: Viewer) {
  const standings = new Map<GithubOrganization, Standing>()
  const logins = new Map<GithubOrganization, Set<string>>()
  const login = viewer.account?.login
  const stand = (org: GithubOrganization): Standing => {
    const known = standings.get(org)
    if (known) return known
    const { installation } = viewer
    if (installation) {
      const inside = installation.organization === org.login
      const standing: Standing = { org, role: inside ? 'member' : null, owner: inside, barred: false }
      standings.set(org, standing)
      return standing
    }
    const role = org.members.find((member) => member.login === login)?.role ?? null
    const authorized = viewer.token?.ssoOrganizations.includes(org.login) ?? false
    const barred = org.saml !== null && role !== null && !authorized
    const standing = { org, role, owner: role === 'admin', barred }
    standings.set(org, standing)
    return standing
  }
  const roleOn = (org: GithubOrganization, repository: GithubRepository): RepositoryRole | null => {
    const { role, owner } = stand(org)
    if (owner) return 'admin'
    const people = [...repository.outsideCollaborators, ...repository.directMembers]
    const own = people.find((person) => person.login === login)?.role ?? null
    const base = org.settings.baseRepositoryPermission
    const asMember = role === null || base === 'none' ? null : base
    const byVisibility = repository.visibility === 'public' || (repository.visibility === 'internal' && role !== null)
    return higher(own, higher(asMember, byVisibility ? 'read' : null))
  }
  const may = (permission: string, access: 'read' | 'write' = 'read') => {
    if (!viewer.installation) return true
    const granted = viewer.installation.permissions[permission]
    return granted !== undefined && (access === 'read' || granted === 'write')
  }
  const chosen = (repository: GithubRepository) =>
    viewer.installation?.selection !== 'selected' || viewer.installation.repositories.includes(repository.name)
  const has = (scope: string) => viewer.scopes.has(scope)
  const reaches = (repository: GithubRepository) => has(repository.visibility === 'public' ? 'public_repo' : 'repo')
  return {
    viewer,
    has,
    /** Whether the permissions of an App allow it; of a person only scope and role decide. */
    may,
    isApp: viewer.installation !== undefined,
    stand,
    roleOn,
    /** Administers the repository, and this token may say so. */
    administers: (org: GithubOrganization, repository: GithubRepository) =>
      reaches(repository) && may('administration') && chosen(repository) && roleOn(org, repository) === 'admin',
    mayPush: (org: GithubOrganization, repository: GithubRepository) =>
      reaches(repository) &&
      may('administration') &&
      chosen(repository) &&
      rank(roleOn(org, repository)) >= rank('write'),
    listRepositories: (org: GithubOrganization) =>
      org.repositories.filter(
        (repository) =>
          repository.visibility === 'public' ||
          (has('repo') && !stand(org).barred && chosen(repository) && roleOn(org, repository) !== null),
      ),
    belongs: (org: GithubOrganization, who: string) => {
      const known = logins.get(org) ?? new Set(org.members.map((member) => member.login))
      logins.set(org, known)
      return known.has(who)
    },
    /** Members hide from strangers, and from a token that may not read the organization. */
    listMembers: (org: GithubOrganization) =>
      stand(org).role !== null && has('read:org') && may('members')
        ? org.members
        : org.members.filter((member) => member.public),
    listTeams: (org: GithubOrganization) => {
      const { role, owner } = stand(org)
      if (role === null) return []
      return org.teams.filter((team) => owner || team.privacy === 'closed' || team.members.includes(login ?? ''))
    },
  }
}

export type Sight = ReturnType<typeof createSight>
