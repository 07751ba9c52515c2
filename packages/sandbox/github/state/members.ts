import { newAccount, newTeam } from '../../company/github-defaults.ts'
import type {
  GithubAccount,
  GithubMembership,
  GithubTeam,
  RepositoryRole,
  TwoFactor,
} from '../../company/github-world.ts'
import type { Records } from './records.ts'

export type AccountSketch = Pick<GithubAccount, 'login'> & Partial<Omit<GithubAccount, 'id' | 'login'>>

export function changeMembers(records: Records) {
  const addAccount = (sketch: AccountSketch): GithubAccount => {
    const present = records.findAccount(sketch.login)
    if (present) return Object.assign(present, sketch)
    const account = newAccount(records.now(), { id: records.takeId(), ...sketch })
    records.keepAccount(account)
    return account
  }
  const membership = (organization: string, login: string): GithubMembership => {
    const found = records.organization(organization).members.find((member) => member.login === login)
    if (!found) throw new Error(`${login} is no member of ${organization}`)
    return found
  }
  return {
    addAccount,
    setTwoFactor: (login: string, twoFactor: TwoFactor) => {
      records.account(login).twoFactor = twoFactor
    },
    addMember: (organization: string, sketch: AccountSketch, role: GithubMembership['role'] = 'member') => {
      const { login } = addAccount(sketch)
      records.organization(organization).members.push({ login, role, public: false })
    },
    setRole: (organization: string, login: string, role: GithubMembership['role']) => {
      membership(organization, login).role = role
    },
    removeMember: (organization: string, login: string) => {
      membership(organization, login)
      const org = records.organization(organization)
      org.members = org.members.filter((member) => member.login !== login)
      for (const team of org.teams) team.members = team.members.filter((member) => member !== login)
    },
    addOutsideCollaborator: (
      organization: string,
      repository: string,
      sketch: AccountSketch,
      role: RepositoryRole = 'read',
    ) => {
      const { login } = addAccount(sketch)
      records.repository(organization, repository).outsideCollaborators.push({ login, role })
    },
    /** From every repository of the organization. */
    removeOutsideCollaborator: (organization: string, login: string) => {
      for (const repository of records.organization(organization).repositories) {
        repository.outsideCollaborators = repository.outsideCollaborators.filter((one) => one.login !== login)
      }
    },
    addTeam: (organization: string, sketch: Pick<GithubTeam, 'slug'> & Partial<Omit<GithubTeam, 'id' | 'slug'>>) => {
      records.organization(organization).teams.push(newTeam(records.now(), { id: records.takeId(), ...sketch }))
    },
    removeTeam: (organization: string, slug: string) => {
      const org = records.organization(organization)
      org.teams = org.teams.filter((team) => team.slug !== slug)
    },
  }
}
