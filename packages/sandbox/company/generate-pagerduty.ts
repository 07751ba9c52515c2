import { daysBefore } from './calendar.ts'
import type { Person } from './company.ts'
import {
  allFeatures,
  longId,
  newDelegation,
  newKey,
  newPagerdutyUser,
  usualAbilities,
  usualLicenses,
} from './pagerduty-defaults.ts'
import type { PagerdutyAuditRecord, PagerdutyUser, PagerdutyWorld } from './pagerduty-world.ts'

const numbered = (letter: string, index: number) => `P${letter}${index.toString(36).toUpperCase().padStart(5, '0')}`

function generateUsers(people: readonly Person[], now: Date): PagerdutyUser[] {
  return people.map((person, index) =>
    newPagerdutyUser(now, {
      id: numbered('U', index),
      name: person.name,
      email: person.email,
      role: index === 0 ? 'owner' : index < 3 ? 'admin' : index % 40 === 0 ? 'user' : 'limited_user',
      createdViaSso: index % 50 !== 7,
      license: 'PLIC001',
      ...(index % 20 === 3
        ? {
            delegations: [
              newDelegation(person.email, 'integration', now, 30, {
                clientId: `app-${index % 9}`,
                scope: 'incidents.read',
              }),
            ],
          }
        : {}),
    }),
  )
}

function generateAudit(users: readonly PagerdutyUser[], count: number, now: Date): PagerdutyAuditRecord[] {
  return Array.from({ length: count }, (_, index): PagerdutyAuditRecord => {
    const user = users[index % Math.max(1, users.length)]
    return {
      id: longId(`audit ${index}`),
      at: daysBefore(now, (index * 89) / count + 0.01),
      action: index % 3 === 0 ? 'create' : 'update',
      method: index % 2 === 0 ? 'api_token' : 'identity_provider',
      token: index % 2 === 0 ? `key${(index / 2) % 120}`.slice(-4).padStart(4, 'k') : null,
      address: '198.51.100.20',
      actor: { kind: index % 2 === 0 ? 'api_key' : 'app', id: numbered('K', index % 120), name: `key ${index % 120}` },
      resource: { kind: 'user', id: user?.id ?? numbered('U', 0), name: user?.name ?? 'nobody' },
      fields: index % 6 === 1 ? [{ name: 'role', before: 'limited_user', value: 'admin' }] : [],
    }
  })
}

/** One account for any number of people; its lists grow with them. The same for the same arguments. */
export function generatePagerduty(people: readonly Person[], now: Date): PagerdutyWorld {
  const users = generateUsers(people, now)
  const teams = Math.max(1, Math.ceil(people.length / 20))
  const many = Math.max(1, Math.ceil(people.length / 2))
  const list = <Item>(count: number, make: (index: number) => Item) =>
    Array.from({ length: count }, (_, at) => make(at))
  const userAt = (index: number) => users[index % Math.max(1, users.length)]?.id ?? numbered('U', 0)
  return {
    subdomain: 'bulkfreight',
    region: 'us',
    plan: { ...allFeatures },
    abilities: [...usualAbilities],
    users,
    teams: list(teams, (at) => ({
      id: numbered('T', at),
      name: `Team ${at}`,
      members: users
        .filter((_, index) => index % teams === at)
        .map(({ id }, index) => ({ user: id, role: index === 0 ? ('manager' as const) : ('responder' as const) })),
    })),
    licenses: usualLicenses(people.length + 10),
    sessions: { web: { absolute: 86_400, idle: 3600 }, mobile: { absolute: 86_400 * 7, idle: 86_400 } },
    ipAllowList: { id: 'PIPLIST', enabled: true, entries: [{ cidr: '198.51.100.0/24', description: 'Office' }] },
    schedules: list(teams, (at) => ({
      id: numbered('S', at),
      name: `Schedule ${at}`,
      teams: [numbered('T', at)],
      layers: [{ id: numbered('L', at), users: list(4, (person) => userAt(at * 20 + person)) }],
    })),
    policies: list(teams, (at) => ({
      id: numbered('E', at),
      name: `Policy ${at}`,
      teams: [numbered('T', at)],
      levels: [
        { id: numbered('V', at * 2), targets: [{ kind: 'schedule' as const, id: numbered('S', at) }] },
        { id: numbered('V', at * 2 + 1), targets: [{ kind: 'user' as const, id: userAt(at) }] },
      ],
    })),
    services: list(many, (at) => ({
      id: numbered('W', at),
      name: `service-${at}`,
      status: 'active' as const,
      policy: numbered('E', at % teams),
      teams: [],
      createdAt: daysBefore(now, 400),
      lastIncidentAt: daysBefore(now, at % 30),
      integrations: [
        {
          id: numbered('I', at),
          name: 'Events API v2',
          kind: 'events_api_v2' as const,
          createdAt: daysBefore(now, 300),
          filter: 'all-email' as const,
        },
      ],
    })),
    webhooks: list(Math.ceil(many / 2), (at) => ({
      id: numbered('H', at),
      url: `https://hooks.bulkfreight.example/${at}`,
      active: true,
      disabled: false,
      filter: { kind: 'service' as const, id: numbered('W', at) },
      headers: [],
      oauthClient: null,
      description: '',
    })),
    extensions: list(Math.ceil(many / 2), (at) => ({
      id: numbered('X', at),
      name: `extension ${at}`,
      url: `https://extensions.bulkfreight.example/${at}`,
      schema: 'Jira' as const,
      service: numbered('W', at),
    })),
    addons: list(5, (at) => ({
      id: numbered('A', at),
      name: `Add-on ${at}`,
      src: `https://addons.bulkfreight.example/${at}`,
    })),
    orchestrations: list(Math.ceil(teams / 2), (at) => ({
      id: longId(`orchestration ${at}`),
      name: `Orchestration ${at}`,
      team: numbered('T', at),
      routes: 3,
      createdAt: daysBefore(now, 200),
      createdBy: userAt(at),
    })),
    connections: list(Math.ceil(teams / 4), (at) => ({
      id: longId(`connection ${at}`),
      name: `Connection ${at}`,
      integration: 'http-api',
      serviceUrl: 'https://api.bulkfreight.example',
      scopes: [],
      healthy: true,
      teams: [numbered('T', at)],
      createdAt: daysBefore(now, 200),
      createdBy: userAt(at),
    })),
    runners: list(Math.ceil(teams / 4), (at) => ({
      id: longId(`runner ${at}`),
      name: `runner-${at}`,
      lastSeen: daysBefore(now, 0.01),
      createdAt: daysBefore(now, 100),
      teams: [numbered('T', at)],
    })),
    statusPages: [
      {
        id: 'PPAGE01',
        name: 'Status',
        url: 'https://status.bulkfreight.example',
        public: true,
        publishedAt: daysBefore(now, 90),
      },
    ],
    audit: generateAudit(users, Math.min(2000, people.length * 2), now),
    keys: [newKey('generatedAccount', null, true), newKey('generatedUser', userAt(0), true)],
    apps: [{ label: 'generatedApp', clientId: 'gen-app', clientSecret: 'gen-secret-5f3b9d17c2', scopes: ['*.read'] }],
  }
}
