import type { Explanation } from '@rollcall/api'
import {
  explainGroup,
  explainSignIn,
  explainTeam,
  loginKey,
  normaliseLogin,
  type Step,
  type Team,
  type TeamMembership,
  type User,
  userNameKey,
} from '@rollcall/directory'
import type { AppDeps } from '../app-deps.ts'
import type { Executor } from '../store/database.ts'
import { type Candidate, findSubjects, groupFigures, refusedRequests } from '../store/directory-search.ts'
import { groupsOfAccount, historyOf } from '../store/directory-views.ts'
import { queriesOver } from '../store/enterprise-switch.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { toScimRequest } from '../store/scim-requests.ts'
import { teamStandings, teamsOfGroup } from '../store/team-facts.ts'
import { enterpriseOf } from './directory.ts'
import { deprovisioned, lastTry, signInSetUp } from './explain-sign-in.ts'

type Part = Explanation['parts'][number]
type Told = Pick<Explanation, 'verdict' | 'next' | 'parts'>

/** Why a person cannot sign in or is not in a team, and what holds a group up: from identity, events and refused requests. */
export async function explain(
  { db, now }: Pick<AppDeps, 'db' | 'now'>,
  enterprise: EnterpriseRow,
  { who, team }: { who?: string | undefined; team?: string | undefined },
): Promise<Explanation> {
  const asked = (who ?? '').trim()
  const directory = enterpriseOf(enterprise, 'github')
  const login = normaliseLogin(asked, directory)
  const keys = [asked, ...(login.ok ? [login.login] : [])].map((one) => loginKey(one, directory.options))
  const candidates = await findSubjects(db, enterprise, asked, { logins: keys, userName: userNameKey(asked) })
  const [subject, ...others] = candidates
  const words = [asked, ...(subject?.kind === 'person' ? namesOf(subject.user) : [])]
  const refused = await refusedRequests(db, enterprise, subject?.scimId ?? null, words)
  const told =
    subject === undefined
      ? aboutNobody(enterprise, asked, login, refused[0]?.why ?? null, [
          ...(await deprovisioned(db, enterprise, keys)),
          ...(await lastTry(db, enterprise, words, now())),
        ])
      : subject.kind === 'person'
        ? await aboutPerson(db, enterprise, subject.user, { wanted: team, words, now: now() })
        : await aboutGroup(db, enterprise, subject)
  return {
    ...told,
    subject: subject ? shown(subject) : null,
    candidates: others.map(shown),
    history: subject ? await historyOf(db, enterprise, subject.scimId ?? subject.id) : [],
    refused: refused.map(toScimRequest),
  }
}

const shown = ({ kind, id, scimId, name, by }: Candidate) => ({ kind, id: scimId ?? id, name, by })

const namesOf = ({ identity, login, keptLogin }: User): string[] => [
  ...(identity ? [identity.userName, ...(identity.externalId ? [identity.externalId] : [])] : []),
  keptLogin ?? login,
]

function aboutNobody(
  enterprise: EnterpriseRow,
  asked: string,
  login: ReturnType<typeof normaliseLogin>,
  why: string | null,
  happened: readonly Step[],
): Told {
  if (asked.toLowerCase() === enterprise.setup_user.toLowerCase())
    return {
      verdict: `${enterprise.setup_user} is the set-up user, which can always sign in.`,
      next: null,
      parts: [],
    }
  const steps: Step[] = [
    {
      result: 'stop',
      what: `Nobody and no group here goes by ${asked}.`,
      fix: 'Assign the person or group to the application at the identity provider, and look whether the request comes in.',
    },
  ]
  if (why !== null)
    steps.push({ result: 'stop', what: 'The identity provider asked for it, and was refused.', fix: why })
  else if (!login.ok)
    steps.push({ result: 'stop', what: login.message.replace(/^userName/, 'As a userName,'), fix: login.fix })
  steps.push(...happened)
  return tell(`${asked} is not here.`, [{ question: `Is ${asked} here?`, steps }], steps.at(-1))
}

async function aboutPerson(
  db: Executor,
  enterprise: EnterpriseRow,
  user: User,
  { wanted, words, now }: { wanted: string | undefined; words: readonly string[]; now: Date },
): Promise<Told> {
  const name = user.keptLogin ?? user.login
  const signIn = explainSignIn(enterpriseOf(enterprise, 'github'), user)
  if (!stopOf(signIn)) signIn.push(await signInSetUp(db, enterprise, now))
  if (!stopOf(signIn)) signIn.push(...(await lastTry(db, enterprise, words, now)))
  const parts: Part[] = [{ question: `Can ${name} sign in?`, steps: signIn }]
  const asked = await membershipsOf(db, enterprise, user, wanted)
  const noTeam: Step[] =
    wanted === undefined || asked.length > 0
      ? []
      : [
          {
            result: 'stop',
            what: `There is no team ${wanted} here.`,
            fix: 'Give the name or slug of a team, or organization/slug.',
          },
        ]
  if (noTeam.length > 0) parts.push({ question: `Is ${name} in ${wanted}?`, steps: noTeam })
  for (const membership of asked)
    parts.push({ question: `Is ${name} in ${pathOf(membership.team)}?`, steps: explainTeam(membership) })
  const groups = await groupsOfAccount(db, enterprise.id, user.accountId)
  parts.push({
    question: `Which groups is ${name} in?`,
    steps: [
      groups.length === 0
        ? { result: 'stop', what: 'In none.', fix: 'Assign the person to a group at the identity provider.' }
        : {
            result: 'pass',
            what: `${groups.join(', ')}${user.suspension === null ? '' : ' (hidden while suspended)'}.`,
          },
    ],
  })
  const outside = stopOf(signIn)
  const held = stopOf(noTeam) ?? asked.map((one) => stopOf(explainTeam(one))).find(Boolean)
  const entry = outside ? `${name} cannot sign in. ${outside.what}` : `${name} can sign in.`
  if (wanted === undefined)
    return tell(held && !outside ? `${name} can sign in, but: ${held.what}` : entry, parts, outside ?? held)
  // Asked for a team, the answer is of the team.
  const where = asked.map(({ team }) => pathOf(team)).join(', ') || wanted
  const isIn = asked.length > 0 && asked.every(({ inTeam }) => inTeam)
  if (!isIn) return tell(`${name} is not in ${where}. ${held?.what ?? ''}`.trim(), parts, held)
  return tell(`${name} is in ${where}${held ? `, but: ${held.what}` : `. ${entry}`}`, parts, held ?? outside)
}

const pathOf = ({ organization, slug }: Team): string => (organization ? `${organization.login}/${slug}` : slug)

async function aboutGroup(
  db: Executor,
  enterprise: EnterpriseRow,
  group: Extract<Candidate, { kind: 'group' }>,
): Promise<Told> {
  const figures = await groupFigures(db, enterprise, group.number)
  const teams = await teamsOfGroup(queriesOver(db), enterprise.id, group.number)
  const steps = explainGroup(enterpriseOf(enterprise, 'github'), {
    group: { displayName: group.name },
    ...figures,
    teams,
  })
  const stopped = stopOf(steps)
  const parts = [{ question: `Does ${group.name} reach its teams?`, steps }]
  return tell(
    stopped
      ? `${group.name} ${teams.length === 0 ? 'reaches no team' : 'does not reach its teams'}. ${stopped.what}`
      : `${group.name} reaches its teams.`,
    parts,
    stopped,
  )
}

const stopOf = (steps: readonly Step[]): Step | undefined => steps.find(({ result }) => result === 'stop')

const tell = (verdict: string, parts: Part[], stopped: Step | undefined): Told => ({
  verdict,
  next: stopped?.fix ?? null,
  parts,
})

/** How the person stands to each team that matters: those of their groups, those they are in, or the one that is asked for. */
async function membershipsOf(
  db: Executor,
  { id }: EnterpriseRow,
  user: User,
  wanted: string | undefined,
): Promise<TeamMembership[]> {
  const rows = await teamStandings(queriesOver(db), id, user.accountId, wanted)
  return rows.map(({ groupName, groupMembers, inGroup, inTeam, inOrganizations, ...team }) => ({
    user,
    team,
    group: groupName === null ? null : { displayName: groupName, visibleMembers: groupMembers },
    inGroup,
    inTeam,
    inOrganizations,
  }))
}
