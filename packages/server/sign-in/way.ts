import { AppError } from '@rollcall/core'
import { DirectoryError, roleBySignIn, type SignInAttributes, type SignInClaims, type User } from '@rollcall/directory'
import type { FastifyReply } from 'fastify'
import { tell } from '../live.ts'
import { enterpriseOf } from '../scim/directory.ts'
import {
  addAttempt,
  answerAttempt,
  findAttempt,
  openTest,
  type SignInAttempt,
  takeAttempt,
  useAssertion,
} from '../store/sign-in-attempts.ts'
import type { SignInTest } from '../store/sign-in-schema.ts'
import { findSetup, keepTest, type SignInSetup } from '../store/sign-in-setup.ts'
import { admitUser, attributesOf, judge } from './admit.ts'
import { writeNotices } from './audit.ts'
import { hashOf } from './cookies.ts'
import { readKeys } from './keys.ts'
import { openIdRequestUrl, readOpenIdAnswer } from './oidc.ts'
import { html, showPage } from './page.ts'
import type { Place } from './place.ts'
import { newRequestId, readSamlResponse, samlRequestUrl } from './saml.ts'
import { type SignInDeps, type Step, visitFields, visitOf } from './step.ts'
import { masked, refusalError } from './words.ts'

const offError = ({ enterprise }: Place) => new AppError('sign_in.off', { enterprise: enterprise.name })

/** The set-up, which a test may use before it is turned on. */
async function setupOf(deps: SignInDeps, place: Place, isTest: boolean): Promise<SignInSetup> {
  const setup = await findSetup(deps.db, place.enterprise.id)
  if (!setup || !(setup.enabled || isTest)) throw offError(place)
  return setup
}

/** Sends the browser to the identity provider. */
export async function start(deps: SignInDeps, { request, reply, place, query }: Step): Promise<FastifyReply> {
  const { db } = deps
  const now = deps.now()
  const test = query.test
  const setup = await setupOf(deps, place, test !== undefined)
  const browser = deps.cookies.browserSecret(request, reply, place)
  const key = test ?? newRequestId()
  if (test === undefined)
    await addAttempt(
      db,
      {
        key,
        enterpriseId: place.enterprise.id,
        browser: hashOf(browser),
        isTest: false,
        returnTo: returnTo(place, query.return_to),
      },
      now,
    )
  else if (!(await openTest(db, place.enterprise.id, key, hashOf(browser), now)))
    throw new AppError('sign_in.attempt_unknown', { address: place.start })
  const url =
    setup.method === 'saml'
      ? await samlRequestUrl(setup, place, key)
      : await openIdRequestUrl(deps, setup, place, key, browser)
  return reply.header('cache-control', 'no-store').redirect(url, 303)
}

/** Only to a page of the same enterprise. */
function returnTo({ path }: Place, wanted: string | undefined): string {
  const isOurs = wanted !== undefined && /^\/[\w\-.?=&%][\w\-./?=&%]*$/.test(wanted) && wanted.startsWith(`${path}/`)
  return isOurs && !wanted.includes('..') ? wanted : `${path}/account`
}

/**
 * Takes a SAML response. It comes as a form of another site, without cookies; what it says is kept with the attempt, and
 * the browser that began it collects it with the cookie that it has for us.
 */
export async function consume(deps: SignInDeps, { request, reply, place, form }: Step): Promise<FastifyReply> {
  const { db } = deps
  const { id } = place.enterprise
  const now = deps.now()
  const setup = await findSetup(db, id)
  if (setup?.method !== 'saml') throw offError(place)
  const attemptOf = (key: string) => findAttempt(db, id, key, now)
  const reading = { setup, place, now, skewMs: skewOf(place), attemptOf }
  const read = await readSamlResponse(reading, form.SAMLResponse).catch(async (error: unknown) => {
    const asked = form.RelayState ? await attemptOf(form.RelayState) : null
    if (asked?.is_test && error instanceof AppError) await noteTest(deps, place, failedTest(error, null))
    throw error
  })
  const { attempt, claims } = read
  if (!(setup.enabled || attempt.is_test)) throw offError(place)
  // What it says is taken once, whichever of two is first.
  const isFirst = await db.transaction().execute(async (tx) => {
    const fresh = await useAssertion(tx, id, read.hash, read.until, now)
    if (!fresh || !(await answerAttempt(tx, id, attempt.key, claims))) return false
    await writeNotices(tx, place.enterprise, { now, requestId: request.id }, [
      {
        action: 'business.sso_response',
        by: claims.subject,
        fields: { name: place.enterprise.slug, issuer: setup.issuer, is_test: attempt.is_test },
      },
    ])
    return true
  })
  if (!isFirst) throw new AppError('sign_in.replayed', { address: place.start })
  return reply.redirect(`${place.finish}?attempt=${encodeURIComponent(attempt.key)}`, 303)
}

const skewOf = ({ enterprise }: Place) => enterpriseOf(enterprise, 'github').options.clockSkew * 1000

/** The browser is back: who is it? */
export async function finish(deps: SignInDeps, step: Step): Promise<FastifyReply> {
  const { attempt } = await takeBack(deps, step, step.query.attempt)
  if (!attempt.claims) throw new AppError('sign_in.attempt_unknown', { address: step.place.start })
  return settle(deps, step, attempt, attempt.claims)
}

export async function finishOpenId(deps: SignInDeps, step: Step): Promise<FastifyReply> {
  const { place, request } = step
  const { attempt, browser } = await takeBack(deps, step, step.query.state)
  const setup = await setupOf(deps, place, attempt.is_test)
  if (setup.method !== 'oidc') throw offError(place)
  const query = request.url.slice(request.url.indexOf('?') + 1)
  const answer = { query, attempt, browserSecret: browser, skewMs: skewOf(place), now: deps.now() }
  const claims = await readOpenIdAnswer(deps, setup, place, answer).catch(async (error: unknown) => {
    if (attempt.is_test && error instanceof AppError) await noteTest(deps, place, failedTest(error, null))
    throw error
  })
  await writeNotices(deps.db, place.enterprise, { now: deps.now(), requestId: request.id }, [
    {
      action: 'business.sso_response',
      by: claims.subject,
      fields: { name: place.enterprise.slug, issuer: setup.issuer, is_test: attempt.is_test },
    },
  ])
  return settle(deps, step, attempt, claims)
}

async function takeBack(
  deps: SignInDeps,
  { request, place }: Step,
  key: string | undefined,
): Promise<{ attempt: SignInAttempt; browser: string }> {
  const browser = deps.cookies.knownBrowser(request)
  if (browser === null) throw new AppError('sign_in.other_browser', { address: place.start })
  const attempt =
    key === undefined ? null : await takeAttempt(deps.db, place.enterprise.id, key, hashOf(browser), deps.now())
  if (!attempt) throw new AppError('sign_in.attempt_unknown', { address: place.start })
  return { attempt, browser }
}

async function settle(
  deps: SignInDeps,
  step: Step,
  attempt: SignInAttempt,
  claims: SignInClaims,
  isFirstTry = true,
): Promise<FastifyReply> {
  const { request, reply, place } = step
  const setup = await setupOf(deps, place, attempt.is_test)
  const names = attributesOf(setup)
  const outcome = await judge(deps, place, names, claims)
  if (attempt.is_test) return showTest(deps, step, names, claims, outcome)
  const visit = visitOf(step)
  if (outcome.outcome === 'refused') {
    // The log has all of it; the page hides what a stranger must not learn.
    const whole = refusalError(place.enterprise, outcome, (value) => value)
    const { compared } = outcome
    await writeNotices(deps.db, place.enterprise, { now: deps.now(), requestId: request.id }, [
      {
        action: 'user.failed_login',
        by: claims.subject,
        fields: {
          reason: whole.code,
          message: whole.message,
          ...visitFields(visit),
          ...(compared ? { compared } : {}),
        },
      },
    ])
    throw refusalError(place.enterprise, outcome, masked)
  }
  const admitted = await admitUser(deps, place, names, claims, outcome, visit).catch((error: unknown) => {
    // Two first sign-ins of one person at once: the account or the link that the other made is there now.
    const isTaken =
      (error as { code?: string }).code === '23505' || (error instanceof DirectoryError && error.status === 422)
    if (isFirstTry && isTaken) return null
    throw error
  })
  if (!admitted) return settle(deps, step, attempt, claims, false)
  const { token, expiresAt } = admitted
  deps.cookies.keepSession(reply, place, token, expiresAt)
  return reply.redirect(attempt.return_to, 303)
}

function failedTest(error: AppError, claims: SignInClaims | null): SignInTest {
  const { code, message, fix } = error
  return { ok: false, login: null, code, message, fix, claims: claims ? shownClaims(claims) : [] }
}

const shownClaims = (claims: SignInClaims) => [
  { name: claims.protocol === 'saml' ? 'NameID' : 'sub', values: [claims.subject] },
  ...Object.entries(claims.attributes)
    .filter(([name]) => claims.protocol === 'saml' || !['iss', 'nonce', 'sub', 'at_hash'].includes(name))
    // What somebody sent by mistake is not shown around.
    .map(([name, values]) => ({
      name,
      values: values.map((value) => (/PRIVATE KEY/.test(value) ? '[a private key]' : value)),
    })),
]

async function noteTest(deps: SignInDeps, place: Place, test: SignInTest): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await keepTest(tx, place.enterprise.id, test, deps.now())
    await tell(tx, { tenant: place.enterprise.tenant, type: 'scim', enterprise: place.enterprise.slug })
  })
}

/** What a sign-in with these claims does beside letting in. */
async function whatElse(
  { enterprise }: Place,
  names: SignInAttributes,
  claims: SignInClaims,
  user: User | null,
): Promise<string[]> {
  const role = roleBySignIn(enterpriseOf(enterprise, 'github'), claims, user)
  const { keys, refused } = await readKeys(claims, names)
  return [
    ...(role === null
      ? []
      : [
          `The attribute administrator ${role === 'account.promote' ? 'makes it an enterprise owner' : 'takes the role of an enterprise owner'}.`,
        ]),
    ...(keys.length === 0
      ? []
      : [
          `It has or gets ${keys.map(({ kind, fingerprint }) => `the ${kind.toUpperCase()} key ${fingerprint}`).join(', ')}.`,
        ]),
    ...refused.map(({ attribute, problem }) => `A key in ${attribute} is not taken: ${problem}.`),
  ]
}

/** What a test found, for whoever ran it and for the console. Nobody is signed in by it. */
async function showTest(
  deps: SignInDeps,
  { reply, place }: Step,
  names: SignInAttributes,
  claims: SignInClaims,
  outcome: Awaited<ReturnType<typeof judge>>,
): Promise<FastifyReply> {
  const login =
    outcome.outcome === 'user' ? outcome.user.login : outcome.outcome === 'create' ? outcome.command.login : null
  const test: SignInTest =
    outcome.outcome === 'refused'
      ? failedTest(
          refusalError(place.enterprise, outcome, (value) => value),
          claims,
        )
      : {
          ok: true,
          login,
          code: null,
          message: [
            outcome.outcome === 'create' ? `It would make the account ${login}.` : `It would let ${login} in.`,
            ...(await whatElse(place, names, claims, outcome.outcome === 'user' ? outcome.user : null)),
          ].join(' '),
          fix: null,
          claims: shownClaims(claims),
        }
  await noteTest(deps, place, test)
  return showPage(reply, {
    title: test.ok ? 'The test went well' : 'The connection works, and nobody would be let in',
    body: html`<p>${test.message}</p>${test.fix === null ? null : html`<p><strong>What to do:</strong> ${test.fix}</p>`}
<h2>What the identity provider said</h2>
<table><thead><tr><th>Name</th><th>Value</th></tr></thead><tbody>${test.claims.map(
      ({ name, values }) => html`<tr><th scope="row"><code>${name}</code></th><td>${values.join(', ')}</td></tr>`,
    )}</tbody></table>
<p class="soft">Nobody was signed in. Close this window and go on in the console.</p>`,
  })
}
