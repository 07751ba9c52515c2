import type { StreamSizes } from '@rollcall/core'
import { workflowPage } from './streams/workflows.ts'

/** What does not grow with the organization: settings, roles, alerts, Apps, and the checks that lists are whole. */
const fixed = { rest: 60, graphql: 8 }

/** About what a first scan of one organization takes, by how many repositories and members it has. */
export function estimateGithub(sizes: StreamSizes): { rest: number; graphql: number } {
  const repositories = sizes.get('github.repository') ?? 0
  const members = sizes.get('github.member') ?? 0
  const pages = (count: number, size: number) => Math.ceil(count / size)
  return {
    rest: fixed.rest + pages(repositories, 100) + pages(members, 1000),
    graphql:
      fixed.graphql +
      // Protection with its bypass lists, access, deploy keys, environments with their rules.
      2 * pages(repositories, 49) +
      pages(repositories, 74) +
      2 * pages(repositories, 100) +
      pages(repositories, workflowPage) +
      // Members, and their identities at the provider.
      2 * pages(members, 100),
  }
}
