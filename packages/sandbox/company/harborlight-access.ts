import type { GithubEnvironment, GithubRepository, RepositoryRole } from './github-world.ts'

/** Members with access of their own, from before there were teams. */
const direct: readonly [repository: string, login: string, role: RepositoryRole][] = [
  ['freight-pricing', 'nightcargo', 'write'],
  ['legacy-tms', 'gpryce', 'admin'],
  ['legacy-tms', 'bhaddad', 'admin'],
  ['legacy-tms', 'mkovacs', 'admin'],
  ['legacy-tms', 'jalbrecht', 'admin'],
  ['docs-runbooks', 'ethorsen', 'read'],
]

type Row = readonly [repository: string, name: string, rest: Partial<GithubEnvironment>]

const guarded = { reviewers: ['team:release-managers'], preventSelfReview: true, branchPolicy: true }

const rows: readonly Row[] = [
  ['portal-shipper', 'production', guarded],
  ['portal-shipper', 'staging', {}],
  ['portal-carrier', 'production', guarded],
  ['portal-billing', 'production', { ...guarded, preventSelfReview: false }],
  ['platform-gateway', 'production-eu', guarded],
  ['platform-deploy', 'production', { ...guarded, branchPolicy: false }],
  ['freight-booking', 'prod', guarded],
  ['data-exports', 'production', {}],
  ['website', 'github-pages', { branchPolicy: true }],
  ['docs-site', 'production', { ...guarded, reviewers: ['wordsmith-jana'] }],
]

const broken = ['portal-chat', 'legacy-invoicing']
const missing = ['tool-csv', 'tool-loadtest', 'legacy-tms', 'legacy-importer', 'forecast-lab', 'handbook']

/** Access, environments and code owners of single repositories. */
export function settleAccess(repositories: readonly GithubRepository[]): void {
  for (const repository of repositories) {
    const { name } = repository
    repository.directMembers = direct.flatMap(([where, login, role]) => (where === name ? [{ login, role }] : []))
    repository.environments = rows.flatMap(([where, environment, rest], index) =>
      where === name
        ? [
            {
              id: 3_400_007 + index * 31,
              name: environment,
              reviewers: [],
              preventSelfReview: false,
              branchPolicy: false,
              ...rest,
            },
          ]
        : [],
    )
    if (broken.includes(name)) repository.codeowners = 'broken'
    if (missing.includes(name)) repository.codeowners = 'missing'
  }
}
