import type { GithubWorld } from '../../company/github-world.ts'
import { changeApps } from './apps.ts'
import { changeMembers } from './members.ts'
import { changeIntegrations, changeOrganizations } from './organizations.ts'
import { createRecords } from './records.ts'
import { changeRepositories } from './repositories.ts'
import { changeTokens } from './tokens.ts'

/**
 * What the sandbox's GitHub holds, with plain functions to change it between two scans. Nothing is shared with the
 * company that it was started from.
 */
export function createState(world: GithubWorld, now: () => Date, secretMark = '') {
  const records = createRecords(structuredClone(world), now, secretMark)
  return {
    ...records,
    ...changeTokens(records),
    ...changeApps(records),
    ...changeMembers(records),
    ...changeRepositories(records),
    ...changeOrganizations(records),
    ...changeIntegrations(records),
  }
}

export type GithubState = ReturnType<typeof createState>
