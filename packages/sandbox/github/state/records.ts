import type {
  GithubAccount,
  GithubApp,
  GithubAppInstallation,
  GithubOrganization,
  GithubRepository,
  GithubToken,
  GithubWorld,
} from '../../company/github-world.ts'

const key = (login: string) => login.toLowerCase()

function fail(what: string): never {
  throw new Error(`The sandbox's GitHub has no ${what}`)
}

/** The world as the server holds it: GitHub's logins and names do not tell case. */
export function createRecords(world: GithubWorld, now: () => Date, secretMark = '') {
  const orgs = new Map(world.organizations.map((organization) => [key(organization.login), organization]))
  const accounts = new Map(world.accounts.map((account) => [key(account.login), account]))
  const tokens = new Map(world.tokens.map((token) => [token.secret, token]))
  const apps = new Map<number, GithubApp>()
  const installed = new Map<number, GithubAppInstallation>()
  let highest = 2_000_000_000
  return {
    orgs,
    accounts,
    tokens,
    apps,
    installed,
    /** Stands in every secret that is made up on the way, so that a test can look for it. */
    secretMark,
    now,
    /** An id that nothing in the world has, and that still fits GraphQL's Int. */
    takeId: () => {
      highest += 1
      return highest
    },
    findOrganization: (login: string): GithubOrganization | undefined => orgs.get(key(login)),
    findAccount: (login: string): GithubAccount | undefined => accounts.get(key(login)),
    organization: (login: string): GithubOrganization => orgs.get(key(login)) ?? fail(`organization ${login}`),
    account: (login: string): GithubAccount => accounts.get(key(login)) ?? fail(`account ${login}`),
    repository: (login: string, name: string): GithubRepository =>
      (orgs.get(key(login)) ?? fail(`organization ${login}`)).repositories.find(
        (repository) => key(repository.name) === key(name),
      ) ?? fail(`repository ${login}/${name}`),
    token: (label: string): GithubToken =>
      [...tokens.values()].find((token) => token.label === label) ?? fail(`token labelled ${label}`),
    keepAccount: (account: GithubAccount) => accounts.set(key(account.login), account),
  }
}

export type Records = ReturnType<typeof createRecords>
