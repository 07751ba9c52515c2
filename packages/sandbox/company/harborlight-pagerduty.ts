import { daysBefore } from './calendar.ts'
import type { Person } from './company.ts'
import { buildHarborlightAudit } from './harborlight-pagerduty-audit.ts'
import { buildHarborlightIntegrations } from './harborlight-pagerduty-integrations.ts'
import {
  allFeatures,
  idOf,
  newContact,
  newDelegation,
  newKey,
  newPagerdutyUser,
  pagerdutyId,
  usualAbilities,
  usualLicenses,
} from './pagerduty-defaults.ts'
import type {
  PagerdutyPolicy,
  PagerdutyRole,
  PagerdutySchedule,
  PagerdutyUser,
  PagerdutyWorld,
} from './pagerduty-world.ts'

const onCallDepartments = ['Platform', 'Freight Core', 'Customer Apps', 'Data', 'Mobile', 'Security', 'Support']

const roles: Record<string, PagerdutyRole> = {
  'Mira Okafor': 'owner',
  'Tobias Weiss': 'admin',
  'Dagny Lindqvist': 'admin',
  'Renzo Castellan': 'admin',
  'Rajesh Menon': 'admin',
  'Elena Marchetti': 'user',
  'Katarzyna Nowak': 'user',
  'Arjun Kapoor': 'user',
  'Grace Mwangi': 'user',
  'Simone Keller': 'read_only_user',
  'Camille Laurent': 'read_only_user',
}

/** Left without anybody taking their PagerDuty access away; the others who left are gone from it. */
const forgotten = new Set(['Marcus Bell', 'Nils Forsberg'])
const withPassword = new Set(['Renzo Castellan', 'Ian McCready', 'Nils Forsberg', 'Bilal Haddad'])
const byMailOnly = new Set(['Lina Strand', 'Kwame Boateng'])
const away = new Set(['Nils Forsberg', 'Paulo Teixeira'])

/** The id of somebody who was deleted and is still named in a schedule and a policy. */
const deletedUser = pagerdutyId('user gareth.pryce@harborlight.example')

function listUsers(now: Date, people: readonly Person[]): PagerdutyUser[] {
  const extra = ['Mira Okafor', 'Renzo Castellan', 'Simone Keller', 'Camille Laurent', 'Nils Forsberg']
  const chosen = people.filter(
    ({ name, department, status }) =>
      (onCallDepartments.includes(department) || extra.includes(name)) && (status === 'active' || forgotten.has(name)),
  )
  const users = chosen.map((person) => {
    const { name, email, title } = person
    return newPagerdutyUser(now, {
      id: idOf(name),
      name,
      email,
      jobTitle: title,
      role: roles[name] ?? 'limited_user',
      createdViaSso: !withPassword.has(name),
      license: name === 'Simone Keller' ? 'PLIC002' : 'PLIC001',
      ...(byMailOnly.has(name) ? { contacts: [newContact(email, 'email', email)] } : {}),
      ...(away.has(name) ? { delegations: [newDelegation(email, 'web', now, 140)] } : {}),
    })
  })
  const ops = newPagerdutyUser(now, {
    name: 'Operations',
    email: 'ops@harborlight.example',
    createdViaSso: false,
    delegations: [newDelegation('ops', 'mobile', now, 6)],
  })
  const consultant = newPagerdutyUser(now, {
    name: 'Per Lindholm',
    email: 'per.lindholm@gmail.com',
    role: 'admin',
    createdViaSso: false,
  })
  const invited = newPagerdutyUser(now, {
    name: 'Thea Ravn',
    email: 'thea.ravn@harborlight.example',
    invitationSent: true,
    createdViaSso: false,
    contacts: [newContact('thea', 'email', 'thea.ravn@harborlight.example')],
    delegations: [],
    allocatedAt: daysBefore(now, 51),
  })
  const all = [...users, ops, consultant, invited]
  touchUp(all, now)
  return all
}

/** Small things that are wrong with single people. */
function touchUp(users: PagerdutyUser[], now: Date): void {
  const find = (name: string) => users.find((user) => user.name === name)
  const isak = find('Isak Lund')
  const shared = isak?.contacts.find(({ kind }) => kind === 'phone')
  const ops = find('Operations')
  if (shared && ops) ops.contacts = [...ops.contacts, newContact('ops', 'sms', shared.address)]
  const greta = find('Greta Hoffmann')?.contacts.find(({ kind }) => kind === 'phone')
  if (greta) greta.blacklisted = true
  const yuki = find('Yuki Tanabe')
  yuki?.contacts.push(newContact('yuki', 'email', 'yukitan@gmail.com'))
  find('Viktor Holm')?.delegations.push(
    newDelegation('viktor', 'integration', now, 320, {
      clientId: 'statusboard-pro',
      scope: 'incidents.read incidents.write services.write',
      expiresAt: daysBefore(now, -400),
    }),
  )
  find('Anneke de Vries')?.delegations.push(
    newDelegation('anneke', 'integration', now, 20, { clientId: 'terraform-cloud', scope: 'services.read teams.read' }),
  )
}

const week = (name: string, team: string, members: string[]): PagerdutySchedule => ({
  id: pagerdutyId(`schedule ${name}`),
  name,
  teams: [pagerdutyId(`team ${team}`)],
  layers: [{ id: pagerdutyId(`layer ${name}`), users: members }],
})

function listSchedules(): PagerdutySchedule[] {
  return [
    week(
      'Platform primary',
      'Platform',
      ['Samuel Adeyemi', 'Freya Lindgren', 'Rajesh Menon', 'Oskar Nyberg'].map(idOf),
    ),
    week('Freight Core primary', 'Freight Core', [
      ...['Priya Raman', 'Jonas Albrecht', 'Bilal Haddad'].map(idOf),
      deletedUser,
    ]),
    week('Customer Apps primary', 'Customer Apps', ['Marcus Bell', 'Amina Diallo', 'Lina Strand'].map(idOf)),
    week('Data primary', 'Data', ['Kwame Boateng', 'Dmitri Volkov'].map(idOf)),
  ]
}

function listPolicies(schedules: readonly PagerdutySchedule[]): PagerdutyPolicy[] {
  const policy = (
    name: string,
    team: string,
    levels: PagerdutyPolicy['levels'][number]['targets'][],
  ): PagerdutyPolicy => ({
    id: pagerdutyId(`policy ${name}`),
    name,
    teams: [pagerdutyId(`team ${team}`)],
    levels: levels.map((targets, at) => ({ id: pagerdutyId(`level ${name} ${at}`), targets })),
  })
  const schedule = (at: number) => ({ kind: 'schedule' as const, id: schedules[at]?.id ?? '' })
  const user = (name: string) => ({ kind: 'user' as const, id: idOf(name) })
  return [
    policy('Platform', 'Platform', [[schedule(0)], [user('Tobias Weiss')]]),
    policy('Freight Core', 'Freight Core', [[schedule(1)], [user('Katarzyna Nowak')]]),
    policy('Customer Apps', 'Customer Apps', [[schedule(2)], [user('Elena Marchetti')]]),
    policy('Data', 'Data', [[schedule(3)], [user('Arjun Kapoor')]]),
    policy('Legacy billing', 'Freight Core', [[user('Emil Sandberg')]]),
  ]
}

/** Harborlight's PagerDuty: well run, and grown over years. */
export function buildHarborlightPagerduty(now: Date, people: readonly Person[]): PagerdutyWorld {
  const users = listUsers(now, people)
  const schedules = listSchedules()
  const policies = listPolicies(schedules)
  const teamOf = (department: string, managers: string[]) => ({
    id: pagerdutyId(`team ${department}`),
    name: department,
    members: people
      .filter((person) => person.department === department && users.some(({ id }) => id === idOf(person.name)))
      .map(({ name }) => ({
        user: idOf(name),
        role: managers.includes(name) ? ('manager' as const) : ('responder' as const),
      })),
  })
  return {
    subdomain: 'harborlight',
    region: 'us',
    plan: { ...allFeatures },
    abilities: [...usualAbilities],
    users,
    teams: [
      teamOf('Platform', ['Tobias Weiss']),
      teamOf('Freight Core', ['Katarzyna Nowak']),
      teamOf('Customer Apps', ['Elena Marchetti']),
      teamOf('Data', ['Arjun Kapoor', 'Helene Girard', 'Dmitri Volkov', 'Maja Eriksen']),
      teamOf('Mobile', []),
    ],
    licenses: usualLicenses(60),
    sessions: { web: { absolute: 90 * 86_400, idle: 90 * 86_400 }, mobile: null },
    ipAllowList: {
      id: 'PIPLIST',
      enabled: true,
      entries: [
        { cidr: '198.51.100.0/24', description: 'Office' },
        { cidr: '203.0.0.0/8', description: 'Everything at the old provider' },
      ],
    },
    schedules,
    policies,
    ...buildHarborlightIntegrations(now, policies),
    audit: buildHarborlightAudit(now, users),
    keys: [
      newKey('demo', null, true),
      newKey('ownerUser', idOf('Mira Okafor'), true),
      newKey('responder', idOf('Bilal Haddad'), true),
    ],
    apps: [
      { label: 'rollcall', clientId: 'b1e0a3f2-rollcall', clientSecret: 'hl-secret-2f9c81d07a64', scopes: ['*.read'] },
      {
        label: 'narrow',
        clientId: 'c7d4e5b6-narrow',
        clientSecret: 'hl-secret-91b3e6a0c5f2',
        scopes: ['users.read', 'teams.read', 'abilities.read'],
      },
    ],
  }
}
