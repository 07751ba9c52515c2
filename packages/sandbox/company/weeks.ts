import type { GithubState } from '../github/state/state.ts'
import type { GithubBranchProtection } from './github-world.ts'

/** Something that happened at Harborlight, so that a console has something to say about change. */
export interface Week {
  daysAgo: number
  happen: (state: GithubState) => void
}

const org = 'harborlight'

/**
 * Three weeks: first worse in some ways and better in others, then two clean-ups, then new trouble. Applied in order to
 * a fresh world, the last step leaves the world that `exampleCompany` describes.
 */
export function harborlightWeeks(): Week[] {
  const kept = new Map<string, GithubBranchProtection | null>()
  return [
    {
      daysAgo: 21,
      happen: (state) => {
        state.changeSettings(org, { baseRepositoryPermission: 'write', membersCanCreatePublicRepositories: true })
        state.changeActions(org, { defaultWorkflowPermissions: 'write', allowedActions: 'all' })
        for (const login of ['yukitan', 'leoncast', 'praman']) state.setTwoFactor(login, 'disabled')
        for (const login of ['rcastellan', 'bhaddad']) state.setTwoFactor(login, 'secure')
        state.addMember(org, { login: 'harborlight-tmp', name: 'Temporary account', twoFactor: 'disabled' })
        for (const name of ['mobile-android', 'website']) {
          kept.set(name, state.repository(org, name).protection)
          state.protectBranch(org, name, null)
        }
        state.protectBranch(org, 'data-lake', { allowsForcePushes: false })
        for (const name of ['tool-labelmaker', 'api-examples'])
          state.changeRepository(org, name, { secretScanning: true })
      },
    },
    {
      daysAgo: 13,
      happen: (state) => {
        state.changeSettings(org, { baseRepositoryPermission: 'read', membersCanCreatePublicRepositories: false })
        for (const login of ['yukitan', 'praman']) state.setTwoFactor(login, 'secure')
        state.removeMember(org, 'harborlight-tmp')
      },
    },
    {
      daysAgo: 5,
      happen: (state) => {
        state.changeActions(org, { defaultWorkflowPermissions: 'read', allowedActions: 'selected' })
        state.setTwoFactor('leoncast', 'secure')
        for (const [name, protection] of kept) state.protectBranch(org, name, protection)
        state.changeRepository(org, 'api-examples', { secretScanning: false })
      },
    },
    {
      daysAgo: 0,
      happen: (state) => {
        for (const login of ['rcastellan', 'bhaddad']) state.setTwoFactor(login, 'disabled')
        state.protectBranch(org, 'data-lake', { allowsForcePushes: true })
        state.changeRepository(org, 'tool-labelmaker', { secretScanning: false })
      },
    },
  ]
}
