import { timingSafeEqual } from 'node:crypto'
import { AppError } from '@rollcall/core'
import { endsSession, type User } from '@rollcall/directory'
import type { FastifyReply } from 'fastify'
import { type AccountKeyRow, listAccountKeys, removeAccountKey } from '../store/account-keys.ts'
import { groupsOfAccount } from '../store/directory-views.ts'
import {
  endManagedSessions,
  findManagedSession,
  listManagedSessions,
  type ManagedSession,
} from '../store/managed-sessions.ts'
import { organizationsOfAccount } from '../store/organizations.ts'
import { listScimTokens } from '../store/scim-access.ts'
import { findSetupPassword } from '../store/setup-passwords.ts'
import { teamsOfAccount } from '../store/teams.ts'
import { writeNotices } from './audit.ts'
import { html, type Markup, showPage } from './page.ts'
import { changeSetupPassword } from './setup-user.ts'
import type { AddStep, SignInDeps, Step } from './step.ts'

interface SignedIn {
  session: ManagedSession
  accountId: number
  login: string
  /** Null for the set-up user, of whom SCIM knows nothing. */
  user: User | null
}

/** Who is signed in, by the session's cookie and by what the directory says of its user now. */
async function signedIn(deps: SignInDeps, { request, place }: Step): Promise<SignedIn | null> {
  const token = deps.cookies.session(request)
  if (token === null) return null
  const { enterprise } = place
  const found = await findManagedSession(deps.db, enterprise.id, token, deps.now())
  if (!found) return null
  const { session, user } = found
  const isSetupUser = session.account_id === enterprise.setup_account_id
  if (user ? endsSession(user, Date.parse(session.created_at)) && !isSetupUser : !isSetupUser) return null
  return { session, accountId: session.account_id, login: user?.login ?? enterprise.setup_user, user }
}

/** The account page of a managed user: who they are here, what they hold, and where they are signed in. */
export function accountRoutes(deps: SignInDeps, add: AddStep): void {
  add('GET', '/account', async (step) => {
    const who = await signedIn(deps, step)
    if (who) return showAccount(deps, step, who)
    deps.cookies.forgetSession(step.reply, step.place)
    return step.reply.redirect(step.place.home, 303)
  })
  add('POST', '/account/sessions', (step) =>
    changing(deps, step, async (who) => {
      const { id } = step.form
      const which = id === undefined ? {} : { only: id }
      await endOwn(deps, step, who, which)
      const isOver = id === undefined || id === who.session.id
      if (!isOver) return step.reply.redirect(step.place.account, 303)
      deps.cookies.forgetSession(step.reply, step.place)
      return step.reply.redirect(step.place.home, 303)
    }),
  )
  add('POST', '/account/keys', (step) =>
    changing(deps, step, async (who) => {
      await removeOwnKey(deps, step, who)
      return step.reply.redirect(step.place.account, 303)
    }),
  )
  add('POST', '/account/password', (step) =>
    changing(deps, step, async ({ accountId, session }) => {
      const { enterprise } = step.place
      if (enterprise.kind !== 'ghes' || accountId !== enterprise.setup_account_id)
        throw new AppError('request.not_found', { what: 'This page' })
      const { current = '', next = '' } = step.form
      await changeSetupPassword(deps, enterprise, { current, next }, { id: session.id, requestId: step.request.id })
      return step.reply.redirect(step.place.account, 303)
    }),
  )
}

/** A change by a form of this page: with a session, from this site, and with the session's own token. */
async function changing(
  deps: SignInDeps,
  step: Step,
  change: (who: SignedIn) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const who = await signedIn(deps, step)
  if (!who) throw new AppError('auth.required')
  const given = Buffer.from(step.form.csrf ?? '')
  const wanted = Buffer.from(who.session.csrf)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new AppError('auth.csrf')
  return change(who)
}

async function endOwn(deps: SignInDeps, step: Step, who: SignedIn, which: { only?: string }): Promise<void> {
  const { place, request } = step
  await deps.db.transaction().execute(async (tx) => {
    const count = await endManagedSessions(tx, place.enterprise.id, { accountId: who.accountId, ...which })
    if (count === 0) return
    await writeNotices(tx, place.enterprise, { now: deps.now(), requestId: request.id }, [
      { action: 'user.logout', user: who, fields: { sessions: count } },
    ])
  })
}

async function removeOwnKey(deps: SignInDeps, { place, request, form }: Step, who: SignedIn): Promise<void> {
  const { kind = '', fingerprint = '' } = form
  await deps.db.transaction().execute(async (tx) => {
    const key = await removeAccountKey(tx, place.enterprise.id, who.accountId, { kind, fingerprint })
    if (!key) return
    await writeNotices(tx, place.enterprise, { now: deps.now(), requestId: request.id }, [
      {
        action: key.kind === 'ssh' ? 'public_key.delete' : 'gpg_key.delete',
        user: who,
        fields: { title: key.title, fingerprint },
      },
    ])
  })
}

async function showAccount(deps: SignInDeps, { reply, place }: Step, who: SignedIn): Promise<FastifyReply> {
  const { enterprise } = place
  const isSetupUser = who.accountId === enterprise.setup_account_id
  const [organizations, teams, groups, sessions, keys, tokens, password] = await Promise.all([
    organizationsOfAccount(deps.db, enterprise.id, who.accountId),
    teamsOfAccount(deps.db, enterprise.id, who.accountId),
    groupsOfAccount(deps.db, enterprise.id, who.accountId),
    listManagedSessions(deps.db, enterprise.id, who.accountId, deps.now()),
    listAccountKeys(deps.db, enterprise.id, who.accountId),
    isSetupUser ? listScimTokens(deps.db, enterprise) : [],
    isSetupUser ? findSetupPassword(deps.db, enterprise.id) : null,
  ])
  return showPage(reply, {
    title: who.user?.displayName || who.login,
    body: html`<p class="soft">${who.login} in ${enterprise.name}</p>
${profile(who, isSetupUser)}
<h2>Organizations</h2>
${list(
  organizations.map(({ login, role }) => html`${login}${role === 'admin' ? ', as an owner' : null}`),
  'You are in no organization.',
)}
<h2>Teams</h2>
${list(teams.map(teamLine), 'You are in no team.')}
<h2>Groups</h2>
${list(
  groups.map((group) => html`${group}`),
  'You are in no group.',
)}
${isSetupUser ? null : keySection(who, keys, place.account)}
<h2>Tokens</h2>
${tokens.length === 0 ? html`<p class="soft">You have no tokens.</p>` : tokenTable(tokens, deps.now())}
<h2>Sessions</h2>
${sessionTable(who, sessions, place.account)}
<form method="post" action="${place.account}/sessions"><input type="hidden" name="csrf" value="${who.session.csrf}">
<p><button>End all sessions and sign out</button></p></form>
${password ? passwordForm(who, place.account) : null}`,
  })
}

const list = (items: readonly Markup[], none: string): Markup =>
  items.length === 0 ? html`<p class="soft">${none}</p>` : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

type OwnTeam = Awaited<ReturnType<typeof teamsOfAccount>>[number]

const teamLine = ({ name, role, organization, group }: OwnTeam): Markup =>
  html`${name}${role === 'maintainer' ? ', as a maintainer' : null} <span class="soft">in ${organization ?? 'the whole enterprise'}${group === null ? null : `, by the group ${group}`}</span>`

const roles = {
  user: 'User',
  guest_collaborator: 'Guest collaborator',
  billing_manager: 'Billing manager',
  enterprise_owner: 'Enterprise owner',
}

function profile({ user, login }: SignedIn, isSetupUser: boolean): Markup {
  const lines: [string, string][] = [
    ['Login', login],
    ['E-mail', user?.email ?? 'none'],
    ['Role', isSetupUser ? 'Set-up user' : (roles[user?.role as keyof typeof roles] ?? String(user?.role))],
    ['Comes from', user?.identity ? 'SCIM' : isSetupUser ? 'the enterprise itself' : 'single sign-on'],
    ...(user?.identity
      ? ([
          ['SCIM userName', user.identity.userName],
          ['SCIM externalId', user.identity.externalId ?? 'none'],
        ] as [string, string][])
      : []),
  ]
  return html`<table><tbody>${lines.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`
}

function keySection({ session }: SignedIn, keys: readonly AccountKeyRow[], account: string): Markup {
  if (keys.length === 0)
    return html`<h2>SSH and GPG keys</h2>
<p class="soft">You have no keys. They come with a sign-in, from your identity provider.</p>`
  return html`<h2>SSH and GPG keys</h2>
<table><thead><tr><th scope="col">Key</th><th scope="col">Added</th><th scope="col">Action</th></tr></thead>
<tbody>${keys.map(
    (
      key,
    ) => html`<tr><td>${key.title || 'Without a name'} <span class="soft">${key.kind.toUpperCase()}, ${key.algorithm}</span><br><code>${key.fingerprint}</code></td>
<td data-label="Added">${day(key.added_at)}</td>
<td><form method="post" action="${account}/keys"><input type="hidden" name="csrf" value="${session.csrf}"><input type="hidden" name="kind" value="${key.kind}"><input type="hidden" name="fingerprint" value="${key.fingerprint}">
<button class="quiet" aria-label="Delete the key ${key.title || key.fingerprint}">Delete</button></form></td></tr>`,
  )}</tbody></table>
<p class="soft">One that your identity provider still sends comes back with your next sign-in.</p>`
}

const passwordForm = ({ session }: SignedIn, account: string): Markup => html`<h2>Password</h2>
<form method="post" action="${account}/password" class="card"><input type="hidden" name="csrf" value="${session.csrf}">
<label>Present password<input name="current" type="password" autocomplete="current-password" required maxlength="256"></label>
<label>New password<input name="next" type="password" autocomplete="new-password" required minlength="12" maxlength="256"></label>
<button class="quiet">Change the password</button>
<p class="soft">At least 12 characters. You are signed out everywhere else.</p></form>`

type Token = Awaited<ReturnType<typeof listScimTokens>>[number]

const day = (time: string) => time.slice(0, 10)

function tokenTable(tokens: readonly Token[], now: Date): Markup {
  const state = (token: Token) =>
    token.revoked_at !== null
      ? 'revoked'
      : token.expires_at === null
        ? 'active, never expires'
        : `${new Date(token.expires_at) <= now ? 'expired' : 'active until'} ${day(token.expires_at)}`
  return html`<table><thead><tr><th scope="col">Name</th><th scope="col">May</th><th scope="col">State</th><th scope="col">Last used</th></tr></thead>
<tbody>${tokens.map(
    (
      token,
    ) => html`<tr><td>${token.name}</td><td data-label="May">${token.scopes.join(', ')}</td><td data-label="State">${state(token)}</td>
<td data-label="Last used">${token.used_at === null ? 'never' : day(token.used_at)}</td></tr>`,
  )}</tbody></table>`
}

const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`
const methods = { saml: 'SAML', oidc: 'OpenID Connect', recovery: 'a recovery code', password: 'a password' }

function sessionTable({ session: mine }: SignedIn, sessions: readonly ManagedSession[], account: string): Markup {
  return html`<table><thead><tr><th scope="col">Device</th><th scope="col">Began</th><th scope="col">Seen</th><th scope="col">Ends</th><th scope="col">Action</th></tr></thead>
<tbody>${sessions.map(
    (
      session,
    ) => html`<tr><td>${deviceOf(session.user_agent)}${session.id === mine.id ? ' (this one)' : null}<br><span class="soft">${session.ip}, by ${methods[session.method]}</span></td>
<td data-label="Began">${minute(session.created_at)}</td><td data-label="Seen">${minute(session.seen_at)}</td><td data-label="Ends">${minute(session.expires_at)}</td>
<td><form method="post" action="${account}/sessions"><input type="hidden" name="csrf" value="${mine.csrf}"><input type="hidden" name="id" value="${session.id}">
<button class="quiet" aria-label="End the session on ${deviceOf(session.user_agent)} since ${minute(session.created_at)}">End</button></form></td></tr>`,
  )}</tbody></table>`
}

/** Browser and system in a word each; what neither is known of is shown as it was sent. */
function deviceOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1]
  const system = /(Windows|Macintosh|Android|iPhone|iPad|CrOS|Linux)/.exec(userAgent)?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', Macintosh: 'macOS', CrOS: 'ChromeOS' }
  if (!browser) return userAgent.slice(0, 60) || 'unknown device'
  return [names[browser] ?? browser, system && `on ${names[system] ?? system}`].filter(Boolean).join(' ')
}
