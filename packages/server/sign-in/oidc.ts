import { createHmac } from 'node:crypto'
import { AppError } from '@rollcall/core'
import type { SignInClaims } from '@rollcall/directory'
import * as client from 'openid-client'
import type { AppDeps } from '../app-deps.ts'
import { createBudget } from '../outbound/budget.ts'
import type { SignInAttempt } from '../store/sign-in-attempts.ts'
import type { SignInSetup } from '../store/sign-in-setup.ts'
import { checkClock } from './clock.ts'
import type { Place } from './place.ts'

type Deps = Pick<AppDeps, 'db' | 'vault' | 'outbound'>

const timeoutMs = 20_000

/** The provider as its discovery document describes it. Whatever it names is connected to through the address guard. */
export async function openProvider(
  deps: Deps,
  tenant: string,
  { issuer, client_id: clientId, secret_id: secretId }: Pick<SignInSetup, 'issuer' | 'client_id' | 'secret_id'>,
  skewMs = 0,
): Promise<client.Configuration> {
  const { secret } = secretId === null ? { secret: undefined } : await deps.vault.open(deps.db, tenant, secretId)
  const fetchGuarded: client.CustomFetch = (url, options) =>
    deps.outbound.forConnection({
      system: 'OpenID provider',
      origins: [new URL(url).origin],
      budget: createBudget(1),
      signal: options.signal ?? AbortSignal.timeout(timeoutMs),
    })(url, options as RequestInit)
  return client.discovery(
    new URL(issuer),
    clientId ?? '',
    skewMs === 0 ? undefined : { [client.clockTolerance]: skewMs / 1000 },
    secret === undefined ? client.None() : client.ClientSecretPost(secret),
    {
      [client.customFetch]: fetchGuarded,
      timeout: timeoutMs / 1000,
      // The guard has judged it: plain http passes for a loopback address that was allowed by name, and for nothing else.
      ...(issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {}),
    },
  )
}

/** Nonce and verifier come of the browser's own secret, so that the database has nothing to give away. */
const derive = (browserSecret: string, key: string, what: 'nonce' | 'verifier') =>
  createHmac('sha256', browserSecret).update(`${what} ${key}`).digest('base64url')

export async function openIdRequestUrl(
  deps: Deps,
  setup: SignInSetup,
  place: Place,
  key: string,
  browserSecret: string,
): Promise<string> {
  try {
    const provider = await openProvider(deps, place.enterprise.tenant, setup)
    const url = client.buildAuthorizationUrl(provider, {
      redirect_uri: place.callback,
      scope: 'openid profile email',
      state: key,
      nonce: derive(browserSecret, key, 'nonce'),
      code_challenge: await client.calculatePKCECodeChallenge(derive(browserSecret, key, 'verifier')),
      code_challenge_method: 'S256',
    })
    return url.href
  } catch (error) {
    throw explainOpenId(setup, place, error)
  }
}

/** Trades the code for an ID token and reads who it is of. */
export async function readOpenIdAnswer(
  deps: Deps,
  setup: SignInSetup,
  place: Place,
  answer: { query: string; attempt: SignInAttempt; browserSecret: string; skewMs: number; now: Date },
): Promise<SignInClaims> {
  const { attempt, browserSecret, skewMs, now } = answer
  try {
    const provider = await openProvider(deps, place.enterprise.tenant, setup, skewMs)
    const tokens = await client.authorizationCodeGrant(provider, new URL(`${place.callback}?${answer.query}`), {
      expectedState: attempt.key,
      expectedNonce: derive(browserSecret, attempt.key, 'nonce'),
      pkceCodeVerifier: derive(browserSecret, attempt.key, 'verifier'),
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new TypeError('the ID token is missing')
    // Written in whole seconds, so that it may seem up to one too early.
    checkClock({ issued: claims.iat * 1000 + 999, asked: Date.parse(attempt.created_at), now, skewMs })
    return {
      protocol: 'oidc',
      subject: claims.sub,
      attributes: Object.fromEntries(
        Object.entries(claims).flatMap(([name, value]) => (typeof value === 'string' ? [[name, [value]]] : [])),
      ),
      sessionUntil: null,
    }
  } catch (error) {
    throw explainOpenId(setup, place, error)
  }
}

/** What went wrong, in the words of the error table. What the provider says is shown; secrets are in none of it. */
function explainOpenId({ issuer }: SignInSetup, place: Place, error: unknown): AppError {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AppError) return cause
  const said = error as { error?: string; error_description?: string; code?: string; message?: string }
  if (error instanceof client.AuthorizationResponseError)
    return new AppError(
      'sign_in.provider_refused',
      { problem: said.error_description ?? said.error ?? 'it did not say why' },
      { cause: error },
    )
  const problem = said.error_description ?? said.error ?? said.message ?? 'it did not say why'
  return new AppError('sign_in.openid_failed', { issuer, problem, address: place.start }, { cause: error })
}
