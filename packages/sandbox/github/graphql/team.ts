import type { GithubOrganization, GithubTeam } from '../../company/github-world.ts'
import { nodeId } from '../node-id.ts'
import { connection, listing } from './connection.ts'
import { type Fields, fields } from './field.ts'

export interface TeamSource {
  org: GithubOrganization
  team: GithubTeam
}

export const teamTypes: Record<string, Fields> = {
  Team: fields<TeamSource>({
    id: ({ team }) => nodeId('T', team.id),
    databaseId: ({ team }) => team.id,
    name: ({ team }) => team.name,
    slug: ({ team }) => team.slug,
    combinedSlug: ({ org, team }) => `${org.login}/${team.slug}`,
    description: ({ team }) => team.description,
    // The same as `closed` of REST.
    privacy: ({ team }) => (team.privacy === 'secret' ? 'SECRET' : 'VISIBLE'),
    notificationSetting: ({ team }) => team.notificationSetting.toUpperCase(),
    createdAt: ({ team }) => team.createdAt,
    updatedAt: ({ team }) => team.createdAt,
    organization: ({ org }) => org,
    parentTeam: ({ org, team }) => {
      const parent = org.teams.find((candidate) => candidate.slug === team.parent)
      return parent ? { org, team: parent } : null
    },
    url: ({ org, team }, { addresses }) => `${addresses.web}/orgs/${org.login}/teams/${team.slug}`,
    resourcePath: ({ org, team }) => `/orgs/${org.login}/teams/${team.slug}`,
    viewerCanAdminister: ({ org }, { sight }) => sight.stand(org).owner,
    members: connection(({ team }, { state }) =>
      listing(team.members, {
        key: (login) => login,
        node: (login) => state.account(login),
        edge: () => ({ role: 'MEMBER' }),
      }),
    ),
    repositories: connection(({ org, team }, { sight }) =>
      listing(
        sight.listRepositories(org).flatMap((repository) => {
          const grant = team.repositories.find(({ name }) => name === repository.name)
          return grant ? [{ repository, role: grant.role }] : []
        }),
        {
          key: ({ repository }) => repository.id,
          node: ({ repository }) => ({ org, repository }),
          edge: ({ role }) => ({ permission: role.toUpperCase() }),
        },
      ),
    ),
  }),
}
