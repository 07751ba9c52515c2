import { loginKey, normaliseLogin, userNameKey } from './login.ts'
import {
  type Enterprise,
  type Group,
  isVisibleMember,
  maximumTeamMembers,
  reachOf,
  type Team,
  type User,
} from './state.ts'

/** One thing that was looked at on the way to an answer. */
export interface Step {
  /** `stop`: this is why not. What comes after it was not looked at. */
  result: 'pass' | 'stop'
  /** What was found, in one sentence. */
  what: string
  /** What to do; only where it stops. */
  fix?: string
}

/** What a sign-in brings, of the person that it is for. */
export interface SignIn {
  protocol: 'saml' | 'oidc'
  /** SAML's NameID, or the attribute that the appliance reads in its place. */
  nameId: string | null
  /** Entra ID's object id: the claim objectidentifier over SAML, oid over OIDC. */
  objectId: string | null
}

const pass = (what: string): Step => ({ result: 'pass', what })
const stop = (what: string, fix: string): Step => ({ result: 'stop', what, fix })

/** What people know the account by, also while it is obfuscated. */
const nameOf = (user: User): string => user.keptLogin ?? user.login

/** Looks at one thing after the other, up to the first that stops. */
function steps(...looks: (() => Step)[]): Step[] {
  const seen: Step[] = []
  for (const look of looks) {
    const step = look()
    seen.push(step)
    if (step.result === 'stop') break
  }
  return seen
}

/**
 * Why a person can or cannot sign in (github-scim §8.3): the account, what became of it, and whether the sign-in names the
 * identity. `user` is the row that an administrator means; null when there is none. Without a `signIn` its claim is left out.
 */
export function explainSignIn(enterprise: Enterprise, user: User | null, signIn: SignIn | null = null): Step[] {
  return steps(
    () =>
      user
        ? pass(
            user.keptLogin
              ? `The account ${user.keptLogin} exists. While it is suspended its login reads ${user.login}.`
              : `The account ${user.login} exists.`,
          )
        : stop('There is no account.', 'Provision the user: while SCIM is on, no account is created by a sign-in.'),
    () => (user ? identityStep(enterprise, user) : stop('There is no account.', 'Provision the user.')),
    () => (user ? suspensionStep(user) : stop('There is no account.', 'Provision the user.')),
    ...(signIn && user?.identity ? [() => claimStep(enterprise, user, signIn)] : []),
  )
}

function identityStep(enterprise: Enterprise, user: User): Step {
  if (user.identity) return pass(`It is linked to the SCIM identity ${user.identity.id}.`)
  if (user.accountId === enterprise.setupUser.accountId)
    return pass('It is the set-up user, which needs no identity and signs in with its own password.')
  if (enterprise.kind === 'ghes' && enterprise.scim === 'off') return pass('SCIM is off, so that it needs no identity.')
  if (user.suspension === 'hard')
    return stop(
      'The user was hard-deprovisioned, and its identity deleted.',
      'Provision the person anew: it becomes another account, with the same login if nobody took it.',
    )
  if (user.origin === 'local' && user.suspension === null)
    return pass('It is a local account, which signs in while built-in authentication is allowed.')
  return stop(
    'It is not linked to a SCIM identity.',
    `Provision a user whose userName makes the login ${user.keptLogin ?? user.login}: the account is linked to it.`,
  )
}

function suspensionStep(user: User): Step {
  switch (user.suspension) {
    case null:
      return pass('It is not suspended.')
    case 'soft':
      return stop(
        'It is suspended: the identity provider sent active: false.',
        'Assign the person to the application again, or PATCH active: true.',
      )
    case 'hard':
      return stop('The user was hard-deprovisioned.', 'Provision the person anew.')
    case 'reset':
      return stop(
        'It is suspended since single sign-on was disabled.',
        'Provision the user again from the new identity provider, with a userName that makes the same login.',
      )
    case 'enabled':
      return stop('It is suspended since SCIM was turned on.', 'Provision the user over SCIM.')
    case 'local':
      return stop('An administrator of the appliance suspended it.', 'Unsuspend it there.')
  }
}

/** The attribute of the identity that a sign-in is matched by. */
function claimStep(enterprise: Enterprise, user: User, signIn: SignIn): Step {
  const byObject =
    signIn.protocol === 'oidc' ? enterprise.options.oidcLink === 'external_id' : enterprise.identityProvider === 'entra'
  const { externalId = null, userName = '' } = user.identity ?? {}
  if (byObject) {
    const claim = signIn.protocol === 'oidc' ? 'oid' : 'objectidentifier'
    if (signIn.objectId !== null && signIn.objectId === externalId)
      return pass(`The claim ${claim} is the externalId ${externalId}.`)
    return stop(
      `The claim ${claim} is ${signIn.objectId ?? 'missing'}, the externalId is ${externalId ?? 'missing'}.`,
      'Map objectId to externalId in the provisioning of the application.',
    )
  }
  if (signIn.nameId !== null && isNamed(enterprise, user, signIn.nameId, userName))
    return pass(`The NameID ${signIn.nameId} is the userName ${userName}.`)
  return stop(
    `The NameID is ${signIn.nameId ?? 'missing'}, the userName is ${userName}.`,
    'Send the same attribute as NameID and as userName.',
  )
}

/** The appliance compares the normalised NameID with the login, the cloud the two as they are. */
function isNamed(enterprise: Enterprise, user: User, nameId: string, userName: string): boolean {
  if (enterprise.kind === 'emu') return userNameKey(nameId) === userNameKey(userName)
  const result = normaliseLogin(nameId, enterprise)
  return result.ok && loginKey(result.login, enterprise.options) === loginKey(user.login, enterprise.options)
}

/** What is known of a user and a team, to say why the one is or is not in the other. */
export interface TeamMembership {
  user: User
  team: Team
  /** The linked group; null while none is. */
  group: (Pick<Group, 'displayName'> & { visibleMembers: number }) | null
  inGroup: boolean
  inTeam: boolean
  /** In every organization that the team brings its members into. */
  inOrganizations: boolean
}

/** Why a user is or is not in a team (github-scim §7). */
export function explainTeam({ user, team, group, inGroup, inTeam, inOrganizations }: TeamMembership): Step[] {
  if (!group)
    return steps(
      () =>
        inTeam
          ? pass(`${nameOf(user)} is in the team, added by hand.`)
          : stop(
              `The team ${team.slug} is linked to no group, and ${nameOf(user)} was not added by hand.`,
              'Link a group, or add the person to the team by hand.',
            ),
      () => placeStep(user, team, inOrganizations),
    )
  return steps(
    () => pass(`The team ${team.slug} is linked to the group ${group.displayName}.`),
    () =>
      inGroup
        ? pass(`${nameOf(user)} is a member of the group.`)
        : stop(`${nameOf(user)} is no member of the group.`, 'Add the person to the group at the identity provider.'),
    () =>
      isVisibleMember(user)
        ? pass(`${nameOf(user)} is active, so that the membership shows.`)
        : stop(`${nameOf(user)} is suspended, and the membership is kept but hidden.`, 'Reactivate the user.'),
    () => (inTeam ? pass(`${nameOf(user)} is in the team.`) : syncStep(team, group.visibleMembers)),
    () => placeStep(user, team, inOrganizations),
  )
}

/** A team of the enterprise has as many organizations as were assigned to it. */
function placeStep(user: User, team: Team, isIn: boolean): Step {
  const [only, ...others] = reachOf(team)
  if (!only) return pass('The team belongs to the enterprise, and gives no organization.')
  const reach = others.length === 0 ? only.login : `the ${others.length + 1} organizations of the team`
  if (isIn) return pass(`${nameOf(user)} is in ${reach}.`)
  return team.sync === 'no_licences'
    ? noLicence
    : stop(
        `${nameOf(user)} is in the team and not in ${others.length === 0 ? only.login : 'all of its organizations'}.`,
        'Reconcile the team: it is done daily, and whenever the group changes.',
      )
}

/** What is known of a group, to say why its members are not where they should be. */
export interface GroupStanding {
  group: Pick<Group, 'displayName'>
  visibleMembers: number
  /** Suspended: kept, and not shown. */
  hiddenMembers: number
  /** Linked to it. */
  teams: readonly Team[]
}

/** Why the members of a group are or are not in the teams that follow it. */
export function explainGroup(
  enterprise: Enterprise,
  { group, visibleMembers, hiddenMembers, teams }: GroupStanding,
): Step[] {
  const suspended = hiddenMembers === 0 ? '' : `, and ${hiddenMembers} suspended, who are kept and hidden`
  return steps(
    () =>
      enterprise.scim === 'on'
        ? pass(`The group ${group.displayName} is provisioned.`)
        : stop('SCIM is off, so that nothing changes the group.', 'Turn SCIM on in the settings of the enterprise.'),
    () =>
      visibleMembers > 0
        ? pass(`It has ${visibleMembers} active ${visibleMembers === 1 ? 'member' : 'members'}${suspended}.`)
        : hiddenMembers > 0
          ? stop(
              hiddenMembers === 1
                ? 'Its only member is suspended.'
                : `All of its ${hiddenMembers} members are suspended.`,
              'Reactivate them at the identity provider.',
            )
          : stop('It has no members.', 'Assign people to the group at the identity provider, and push its members.'),
    () =>
      teams.length > 0
        ? pass(`It is linked to ${teams.map((team) => teamPath(team)).join(', ')}.`)
        : stop('It is linked to no team, so that it gives access to nothing.', 'Link a team to it.'),
    ...teams.map((team) => () => {
      if (team.sync === 'in_sync') return pass(`${teamPath(team)} is in sync.`)
      const { what, fix = '' } = syncStep(team, visibleMembers)
      return stop(`${teamPath(team)}: ${what}`, fix)
    }),
  )
}

const teamPath = ({ organization, slug }: Team): string => (organization ? `${organization.login}/${slug}` : slug)

const noLicence = stop(
  'No licence is left for another member of an organization.',
  'Raise the number of licences under Organizations, or remove users from organizations: the team follows by itself.',
)

function syncStep(team: Team, members: number): Step {
  if (team.sync === 'frozen' || team.sync === 'over_limit')
    return stop(
      `The group has ${members} members, and a team can have ${maximumTeamMembers}: it keeps those that it had.`,
      'Make the group smaller, or link several groups to several teams.',
    )
  if (team.sync === 'no_licences') return noLicence
  return stop('The team has not followed its group yet.', 'Reconcile the team: it is done daily.')
}
