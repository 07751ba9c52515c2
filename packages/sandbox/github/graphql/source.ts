import type { GithubOrganization, GithubRepository } from '../../company/github-world.ts'

/** What stands behind a Repository, and behind the Ref of its default branch. */
export interface RepositorySource {
  org: GithubOrganization
  repository: GithubRepository
}
