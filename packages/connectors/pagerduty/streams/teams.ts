import { defineStream, PagerdutyTeam } from '@rollcall/core'
import { createClient } from '../client.ts'
import { type Reference, recordOf, reference } from '../list-stream.ts'
import { type List, listPages, probeList, roleGap, sizeOf, wholeList } from '../pages.ts'

interface ApiTeam extends Reference {
  name: string
}

interface ApiMember {
  user: Reference
  role: string
}

const list: List = {
  template: 'GET /teams',
  field: 'teams',
  by: 'offset',
  scope: 'teams.read',
  query: { total: 'true' },
}
const members: List = { template: 'GET /teams/{id}/members', field: 'members', by: 'offset', scope: 'teams.read' }

/** Members are told team by team; who manages a team is told nowhere else. */
export const teams = defineStream({
  id: 'pagerduty.team',
  title: 'Teams',
  reads: 'Teams, who is in them, and who manages them.',
  schema: PagerdutyTeam,
  endpoints: [list.template, members.template],
  permissions: ['teams.read'],
  docs: reference,
  async *read(context, scope, checkpoint) {
    const client = createClient(context)
    const hidden = roleGap(scope)
    for await (const { items, source, checkpoint: next, gap, expected } of listPages<ApiTeam>(
      client,
      list,
      checkpoint,
    )) {
      const read = await Promise.all(
        items.map(async (team) => ({ team, ...(await wholeList<ApiMember>(client, { ...members, id: team.id })) })),
      )
      const known = gap ?? read.find((one) => one.gap)?.gap ?? hidden
      yield {
        records: read.map(({ team, items: found }) =>
          recordOf(
            'pagerduty.team',
            { scope: scope.scope, source },
            {
              ref: team.id,
              name: team.name,
              url: team.html_url,
              data: {
                name: team.name,
                members: found.map(({ user }) => user.id),
                managers: found.filter(({ role }) => role === 'manager').map(({ user }) => user.id),
              },
            },
          ),
        ),
        checkpoint: next,
        ...(known ? { gap: known } : {}),
        ...(expected === undefined ? {} : { expected }),
      }
    }
  },
  async probe(context, scope) {
    await probeList(createClient(context), list)
    return roleGap(scope)
  },
  size: sizeOf(list),
})
