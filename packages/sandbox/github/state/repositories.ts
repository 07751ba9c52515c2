import { newDeployKey, newProtection, newRepository, newRuleset } from '../../company/github-defaults.ts'
import type {
  GithubBranchProtection,
  GithubDeployKey,
  GithubRepository,
  GithubRuleset,
} from '../../company/github-world.ts'
import type { Records } from './records.ts'

export function changeRepositories(records: Records) {
  return {
    addRepository: (
      organization: string,
      sketch: Pick<GithubRepository, 'name'> & Partial<Omit<GithubRepository, 'id' | 'name'>>,
    ): GithubRepository => {
      const repository = newRepository(records.now(), { id: records.takeId(), ...sketch })
      records.organization(organization).repositories.push(repository)
      return repository
    },
    changeRepository: (organization: string, name: string, change: Partial<Omit<GithubRepository, 'id'>>) => {
      Object.assign(records.repository(organization, name), change)
    },
    removeRepository: (organization: string, name: string) => {
      const gone = records.repository(organization, name)
      const org = records.organization(organization)
      org.repositories = org.repositories.filter((repository) => repository !== gone)
    },
    /** Classic protection of the default branch; null takes it away. */
    protectBranch: (organization: string, name: string, change: Partial<GithubBranchProtection> | null) => {
      const repository = records.repository(organization, name)
      const present = repository.protection ?? newProtection({ id: records.takeId() })
      repository.protection = change === null ? null : { ...present, ...change }
    },
    addDeployKey: (
      organization: string,
      name: string,
      sketch: Pick<GithubDeployKey, 'title'> & Partial<Omit<GithubDeployKey, 'id' | 'title'>>,
    ) => {
      const key = newDeployKey(records.now(), { id: records.takeId(), ...sketch })
      records.repository(organization, name).deployKeys.push(key)
    },
    removeDeployKey: (organization: string, name: string, title: string) => {
      const repository = records.repository(organization, name)
      repository.deployKeys = repository.deployKeys.filter((key) => key.title !== title)
    },
    addRepositoryRuleset: (
      organization: string,
      name: string,
      sketch: Pick<GithubRuleset, 'name'> & Partial<Omit<GithubRuleset, 'id' | 'name'>>,
    ) => {
      const ruleset = newRuleset(records.now(), { id: records.takeId(), ...sketch })
      records.repository(organization, name).rulesets.push(ruleset)
    },
  }
}
