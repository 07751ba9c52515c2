import { AppError } from '@rollcall/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AppDeps } from '../app-deps.ts'
import { findPlace, findServerAt, findSetup } from '../store/sign-in-setup.ts'
import { accountRoutes } from './account.ts'
import { cookiesOf } from './cookies.ts'
import { failed } from './failure.ts'
import { ownMetadata } from './metadata.ts'
import { html, showPage } from './page.ts'
import { mainPlace, type Place, placeAtRoot, placeOf } from './place.ts'
import { recoveryRoutes } from './recovery.ts'
import { passwordRoutes } from './setup-user.ts'
import type { AddStep, SignInDeps } from './step.ts'
import { consume, finish, finishOpenId, start } from './way.ts'

/** Sign-in and account of managed users, at the addresses where GitHub has them. It knows its users by itself. */
export async function signInService(app: FastifyInstance, given: AppDeps): Promise<void> {
  const deps: SignInDeps = { ...given, cookies: cookiesOf(given.baseUrl) }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, text, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  )
  app.setErrorHandler((error, request, reply) => failed(deps, error, request, reply))
  for (const where of addresses) {
    const add: AddStep = (method, path, handle) => {
      for (const url of where.prefix === '' && path === '' ? ['/login', '/sso/login'] : [path])
        app.route({
          method,
          url: where.prefix + url,
          config: { access: 'managed' },
          schema: { hide: true },
          handler: async (request, reply) => {
            const place = await where.find(deps, request)
            // At the root all else is the console's.
            if (!place || (url === '/login' && new URL(place.home).pathname !== url)) {
              reply.callNotFound()
              return reply
            }
            request.place = place
            const { query, form } = { query: strings(request.query), form: strings(request.body) }
            return handle({ request, reply, place, query, form })
          },
        })
    }
    wayRoutes(deps, add)
    passwordRoutes(deps, add)
    recoveryRoutes(deps, add)
    accountRoutes(deps, add)
  }
}

interface Address {
  prefix: string
  /** Null where nobody signs in there. */
  find: (deps: SignInDeps, request: FastifyRequest) => Promise<Place | null>
}

const named = (kind: 'emu' | 'ghes', prefix: string): Address => ({
  prefix,
  async find(deps, request) {
    const { enterprise: slug } = request.params as { enterprise: string }
    const enterprise = await findPlace(deps.db, slug)
    if (enterprise?.kind === kind) return placeOf(deps.baseUrl, enterprise)
    throw new AppError('request.not_found', { what: `The enterprise ${slug}` })
  },
})

const addresses: readonly Address[] = [
  named('emu', '/enterprises/:enterprise'),
  named('ghes', '/ghes/:enterprise'),
  {
    prefix: '',
    async find({ db, baseUrl }, { hostname }) {
      const enterprise = await findServerAt(db, hostname.toLowerCase())
      return enterprise && placeAtRoot(baseUrl, enterprise, hostname)
    },
  },
]

const strings = (given: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => typeof value === 'string'))

function wayRoutes(deps: SignInDeps, add: AddStep): void {
  add('GET', '', async ({ reply, place }) => {
    const setup = await findSetup(deps.db, place.enterprise.id)
    // The provider was told of one address, and refuses who begins at the other.
    const main = await mainPlace(deps.db, deps.baseUrl, place.enterprise)
    return showPage(reply, {
      title: `Sign in to ${place.enterprise.name}`,
      body: html`${
        setup?.enabled
          ? html`<p><a class="button" href="${main.start}">Sign in with single sign-on</a></p>`
          : html`<p>Single sign-on is not on yet. Ask the administrator of ${place.enterprise.name}.</p>`
      }
${place.enterprise.kind === 'ghes' ? passwordForm(place) : null}
<p class="soft">The identity provider does not answer? <a href="${place.recover}">Use a recovery code</a>.</p>`,
    })
  })
  add('GET', '/saml/metadata', async ({ reply, place }) =>
    reply.type('application/samlmetadata+xml; charset=utf-8').send(ownMetadata(place)),
  )
  add('GET', '/sso', (step) => start(deps, step))
  add('POST', '/saml/consume', (step) => consume(deps, step))
  add('GET', '/saml/consume', async ({ reply, place }) => reply.redirect(place.home, 303))
  add('GET', '/oidc/callback', (step) => finishOpenId(deps, step))
  add('GET', '/sso/finish', (step) => finish(deps, step))
}

const passwordForm = ({ password }: Place) => html`<form method="post" action="${password}" class="card">
<h2>Set-up user</h2>
<p class="soft">The account that is built in. It has a password of its own.</p>
<label>Login<input name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="100"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required maxlength="256"></label>
<button class="quiet">Sign in with a password</button>
</form>`
