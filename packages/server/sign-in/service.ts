import { AppError } from '@rollcall/core'
import type { FastifyInstance } from 'fastify'
import type { AppDeps } from '../app-deps.ts'
import { findPlace } from '../store/sign-in-setup.ts'
import { accountRoutes } from './account.ts'
import { cookiesOf } from './cookies.ts'
import { failed } from './failure.ts'
import { ownMetadata } from './metadata.ts'
import { html, showPage } from './page.ts'
import { placeOf } from './place.ts'
import { recoveryRoutes } from './recovery.ts'
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
  for (const kind of ['emu', 'ghes'] as const) {
    const add: AddStep = (method, path, handle) =>
      app.route({
        method,
        url: `/${kind === 'emu' ? 'enterprises' : 'ghes'}/:enterprise${path}`,
        config: { access: 'managed' },
        schema: { hide: true },
        handler: async (request, reply) => {
          const { enterprise: slug } = request.params as { enterprise: string }
          const enterprise = await findPlace(deps.db, slug)
          if (enterprise?.kind !== kind) throw new AppError('request.not_found', { what: `The enterprise ${slug}` })
          const place = placeOf(deps.baseUrl, enterprise)
          request.place = place
          const { query, form } = { query: strings(request.query), form: strings(request.body) }
          return handle({ request, reply, place, query, form })
        },
      })
    wayRoutes(deps, add)
    recoveryRoutes(deps, add)
    accountRoutes(deps, add)
  }
}

const strings = (given: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => typeof value === 'string'))

function wayRoutes(deps: SignInDeps, add: AddStep): void {
  add('GET', '', async ({ reply, place }) =>
    showPage(reply, {
      title: `Sign in to ${place.enterprise.name}`,
      body: html`<p><a class="button" href="${place.start}">Sign in with single sign-on</a></p>
<p class="soft">The identity provider does not answer? <a href="${place.recover}">Use a recovery code</a>.</p>`,
    }),
  )
  add('GET', '/saml/metadata', async ({ reply, place }) =>
    reply.type('application/samlmetadata+xml; charset=utf-8').send(ownMetadata(place)),
  )
  add('GET', '/sso', (step) => start(deps, step))
  add('POST', '/saml/consume', (step) => consume(deps, step))
  add('GET', '/saml/consume', async ({ reply, place }) => reply.redirect(place.entityId, 303))
  add('GET', '/oidc/callback', (step) => finishOpenId(deps, step))
  add('GET', '/sso/finish', (step) => finish(deps, step))
}
