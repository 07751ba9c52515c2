import { PagerdutyEscalationPolicy, PagerdutyOnCall, PagerdutySchedule } from '@rollcall/core'
import { defineListStream, type Reference, reference } from '../list-stream.ts'

interface ApiSchedule extends Reference {
  name?: string
  users?: Reference[]
  teams?: Reference[]
  schedule_layers?: { users?: { user: Reference }[] }[]
}

const ids = (references: readonly Reference[]) => [...new Set(references.map(({ id }) => id))]

export const schedules = defineListStream<ApiSchedule, 'pagerduty.schedule'>({
  id: 'pagerduty.schedule',
  title: 'Schedules',
  reads: 'Who takes turns on call, people who were deleted included. Calendar addresses are not read.',
  schema: PagerdutySchedule,
  list: {
    template: 'GET /schedules',
    field: 'schedules',
    by: 'offset',
    scope: 'schedules.read',
    query: { 'include[]': 'schedule_layers', total: 'true' },
  },
  docs: reference,
  map: (schedule) => [
    {
      ref: schedule.id,
      name: schedule.name ?? schedule.summary ?? schedule.id,
      url: schedule.html_url,
      data: {
        // Layers name whom the list of users may leave out.
        users: ids([
          ...(schedule.users ?? []),
          ...(schedule.schedule_layers ?? []).flatMap(({ users = [] }) => users.map(({ user }) => user)),
        ]),
        teams: ids(schedule.teams ?? []),
      },
    },
  ],
})

interface ApiOnCall {
  escalation_policy: Reference
  user: Reference
  schedule?: Reference | null
  escalation_level: number
  end?: string | null
}

export const onCalls = defineListStream<ApiOnCall, 'pagerduty.on_call'>({
  id: 'pagerduty.on_call',
  title: 'On call now',
  reads: 'Who is on call now, at which level of which escalation policy.',
  schema: PagerdutyOnCall,
  list: { template: 'GET /oncalls', field: 'oncalls', by: 'offset', scope: 'oncalls.read', query: { total: 'true' } },
  docs: reference,
  map: ({ escalation_policy: policy, user, schedule, escalation_level: level, end }) => [
    {
      ref: [policy.id, level, user.id, schedule?.id ?? '-'].join('/'),
      name: `${user.summary ?? user.id} in ${policy.summary ?? policy.id}, level ${level}`,
      url: policy.html_url,
      data: {
        user: user.id,
        userName: user.summary ?? user.id,
        level,
        policy: policy.summary ?? policy.id,
        endsAt: end ?? '',
      },
    },
  ],
})

interface ApiPolicy extends Reference {
  name: string
  escalation_rules: { targets: Reference[] }[]
  services?: Reference[]
}

export const escalationPolicies = defineListStream<ApiPolicy, 'pagerduty.escalation_policy'>({
  id: 'pagerduty.escalation_policy',
  title: 'Escalation policies',
  reads: 'Who is called, in which order, people who were deleted included.',
  schema: PagerdutyEscalationPolicy,
  list: {
    template: 'GET /escalation_policies',
    field: 'escalation_policies',
    by: 'offset',
    scope: 'escalation_policies.read',
    query: { total: 'true' },
  },
  docs: reference,
  map: (policy) => {
    const targets = policy.escalation_rules.flatMap((rule) => rule.targets)
    const isUser = ({ type }: Reference) => type === 'user' || type === 'user_reference'
    return [
      {
        ref: policy.id,
        name: policy.name,
        url: policy.html_url,
        data: {
          levels: policy.escalation_rules.length,
          users: ids(targets.filter(isUser)),
          schedules: ids(targets.filter((target) => !isUser(target))),
          services: policy.services?.length ?? null,
        },
      },
    ]
  },
})
