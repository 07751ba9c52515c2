import type { AppError } from '@rollcall/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { countFailure, limits } from '../auth/sign-in.ts'
import { toAppError } from '../routes/errors.ts'
import { writeNotices } from './audit.ts'
import { html, showPage } from './page.ts'
import type { Place } from './place.ts'
import type { SignInDeps } from './step.ts'
import { visitFields } from './step.ts'

/** A page that says what happened and what to do, and an event in the audit log of the enterprise. */
export async function failed(
  deps: SignInDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const known = toAppError(error)
  if (known.kind === 'bug') request.log.error({ err: error, requestId: request.id }, 'A sign-in failed on a bug')
  else request.log.info({ code: known.code, reason: known.message }, 'A sign-in was refused')
  await note(deps, known, request)
  const { place } = request
  const again = place && known.code !== 'sign_in.off' ? againAt(place, known.code, request.url) : null
  return showPage(reply, {
    status: known.status,
    title: titles[known.code] ?? 'You could not be signed in',
    body: html`<p>${known.message}</p>
<p><strong>What to do:</strong> ${known.fix}</p>
${again === null ? null : html`<p><a class="button" href="${again}">Try again</a></p>`}
${place ? html`<p class="soft">The identity provider does not answer? <a href="${place.recover}">Use a recovery code</a>.</p>` : null}
<p class="soft">Tell your administrator <code>${known.code}</code> and request <code>${request.id}</code>.</p>`,
  })
}

/** Where to try again: on the page where it was typed, or from the start. */
function againAt(place: Place, code: AppError['code'], url: string): string {
  if (url.startsWith(`${place.path}/account/`)) return place.account
  if (code === 'sign_in.password_refused') return place.home
  return code === 'sign_in.recovery_refused' ? place.recover : place.start
}

const titles: Partial<Record<AppError['code'], string>> = {
  'sign_in.off': 'Single sign-on is off',
  'sign_in.suspended': 'Your account is suspended',
  'sign_in.not_provisioned': 'You are not provisioned yet',
  'sign_in.not_yet_provisioned': 'You are not provisioned yet',
  'sign_in.mismatch': 'Sign-in and provisioning do not agree',
  'sign_in.unlinked': 'Your account is currently unlinked',
  'sign_in.account_owned': 'Another user already owns the account',
  'sign_in.clock': 'The clocks do not agree',
  'sign_in.recovery_refused': 'The recovery code was not accepted',
  'sign_in.password_refused': 'The password was not accepted',
  'auth.password_weak': 'The password was not changed',
  'request.not_found': 'There is nothing here',
}

/** Refusals by what the enterprise knows are written where they are made; these are of the way there. */
const noted =
  /^sign_in\.(?!off|not_provisioned|not_yet_provisioned|mismatch|ambiguous|suspended|unlinked|account_owned|claim_missing|login_unusable|recovery_refused|password_refused)/

/** Anybody can send rubbish: of one address only so many are written down, and the rest counted. */
async function note(deps: SignInDeps, error: AppError, request: FastifyRequest): Promise<void> {
  const { place } = request
  if (!place || !noted.test(error.code)) return
  const now = deps.now()
  const { failures, minutes } = limits.address
  const count = await countFailure(deps.db, `sso ${place.enterprise.slug} ${request.ip}`, minutes, now)
  if (count > failures) return
  const visit = { ip: request.ip, userAgent: request.headers['user-agent'] ?? '', requestId: request.id }
  await writeNotices(deps.db, place.enterprise, { now, requestId: request.id }, [
    {
      action: 'user.failed_login',
      by: 'unknown',
      fields: { reason: error.code, message: error.message, ...visitFields(visit) },
    },
  ])
}
