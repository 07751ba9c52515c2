import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { ErrorAnswer } from '@rollcall/api'
import type { FastifyInstance } from 'fastify'

/** The contract as OpenAPI at `/api/openapi.json`, and a page to browse it at `/api/docs`. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rollcall',
        description:
          'Lists answer `{items, total, next}`; pass `next` as `cursor`. Errors answer `{error: {code, message, fix, requestId}}`. Programs send `Authorization: Bearer` with an API token; the console uses its session cookie and `X-CSRF-Token`.',
        version: '1',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token from Settings › API tokens.' },
        },
        schemas: { Error: ErrorAnswer as never },
      },
      security: [{ token: [] }],
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const note =
        access === 'public' ? 'For everyone.' : access === 'person' ? 'For a signed-in person.' : `Needs \`${access}\`.`
      const description = [schema?.description, note].filter(Boolean).join('\n\n')
      return { schema: { ...schema, description, ...(access === 'public' ? { security: [] } : {}) }, url }
    },
  })
  app.get('/api/openapi.json', { schema: { hide: true }, config: { access: 'public' } }, async (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  )
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    // Over plain http in a private network the page's own files must not be asked for over https.
    transformStaticCSP: (policy) =>
      policy.replace('upgrade-insecure-requests;', '').replace('validator.swagger.io', ''),
    uiConfig: { docExpansion: 'list', validatorUrl: null },
  })
}
