import { createHash } from 'node:crypto'
import type { Addresses } from './addresses.ts'
import { type Answer, refuse } from './answer.ts'
import { authenticate } from './authenticate.ts'
import { validateAnswer } from './contract.ts'
import type { Fault, Faults } from './fault.ts'
import { apiVersion, describeBudget, describeServer, describeToken } from './headers.ts'
import type { Limiter, Resource } from './limit.ts'
import { type ApiSource, hasOperation } from './openapi.ts'
import { answerFault, faultBudget, refusePrimaryLimit, refuseSecondaryLimit } from './refusals.ts'
import { acceptedPermissions, mayApp } from './rest/app-permissions.ts'
import { createSight, stranger, type Viewer } from './sight.ts'
import type { GithubState } from './state/state.ts'
import { type Exchange, findTarget, type Target } from './target.ts'

/** All that answering takes, for the life of one server. */
export interface Github {
  state: GithubState
  addresses: Addresses
  limiter: Limiter
  faults: Faults
  /** Judges every REST answer by GitHub's description, if asked to. */
  contract: boolean
  contractViolations: string[]
}

/** What goes on the wire, and what the log says of it. */
export interface Outcome {
  status: number
  headers: Record<string, string>
  text: string
  cost: number
  template: string
  token: string | null
  operation: string | null
  mutation: boolean
  fault: Fault | null
}

interface Given {
  github: Github
  exchange: Exchange
  target: Target
  viewer: Viewer
}

type Charged = Answer & { cost: number }

function answerRest({ github, exchange, target, viewer }: Given): Charged {
  const { state, addresses, limiter } = github
  const { route, params } = target
  const docs = addresses.docs + (route?.docs ?? '')
  const charge = (answer: Answer): Charged => ({ ...answer, cost: route?.free ? 0 : 1 })
  const reads = exchange.method === 'GET' || exchange.method === 'HEAD'
  // GitHub, too, says 404 to a method that an address does not have.
  if (!route || !(route.method === 'POST' ? exchange.method === 'POST' : reads))
    return charge(refuse(404, 'Not Found', addresses.docs))
  const { installation } = viewer
  if (installation && !mayApp(target.template, installation.permissions))
    return charge(refuse(403, 'Resource not accessible by integration', docs))
  if (!viewer.account && !viewer.app && route.method !== 'POST' && addresses.flavour === 'ghes') {
    // A server is private unless its administrator opened it.
    return charge(refuse(401, 'Must authenticate to access this API.', docs))
  }
  if (!viewer.account && !route.anonymous) return charge(refuse(401, 'Requires authentication', docs))
  const version = exchange.headers['x-github-api-version']
  if (version !== undefined && version !== apiVersion) {
    return charge(refuse(400, `The API version ${String(version)} is not supported.`, addresses.docs))
  }
  const sight = createSight(viewer)
  const budget = budgetKey(viewer)
  return charge(
    route.answer({ params, query: exchange.url.searchParams, state, sight, addresses, limiter, budget, docs }),
  )
}

/** GraphQL is loaded when somebody first asks for it. */
async function answerGraph({ github, target, viewer }: Given): Promise<Charged> {
  const { state, addresses, limiter } = github
  const docs = 'https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql'
  if (!viewer.account) return { ...refuse(401, 'This endpoint requires you to be authenticated.', docs), cost: 0 }
  if (!target.graphql) return { ...refuse(400, 'Problems parsing JSON', docs), cost: 1 }
  const budget = limiter.enabled ? limiter.read(budgetKey(viewer), 'graphql') : null
  const { answerGraphql } = await import('./graphql/execute.ts')
  return answerGraphql({ state, sight: createSight(viewer), addresses, budget, ...target.graphql })
}

/** Every token of an installation draws on the same budget. */
const budgetKey = ({ app, installation, token }: Viewer) =>
  app ? `app ${app.id}` : installation ? `installation ${installation.id}` : (token?.secret ?? 'anonymous')

/** Statuses that take nothing off the budget: the request was turned away at the door. */
const uncharged = new Set([401, 429])

async function decide(given: Given, fault: Fault | null, overrun: boolean): Promise<Charged> {
  const { github, exchange, target, viewer } = given
  const graphql = target.isGraphql
  const faulted =
    fault && answerFault(fault, { viewer, requestId: exchange.requestId, graphql, docs: github.addresses.docs })
  if (faulted) return { ...faulted, cost: fault.kind.endsWith('_limit') || uncharged.has(faulted.status) ? 0 : 1 }
  if (overrun) return { ...refuseSecondaryLimit(exchange.requestId, 60), cost: 0 }
  const spent = github.limiter.enabled && github.limiter.read(budgetKey(viewer), resourceOf(target)).remaining <= 0
  if (spent && !target.route?.free) {
    return { ...refusePrimaryLimit(viewer, exchange.requestId, graphql), cost: 0 }
  }
  return graphql ? answerGraph(given) : answerRest(given)
}

const resourceOf = (target: Target): Resource => (target.isGraphql ? 'graphql' : 'core')

/** GitHub has this permission of Apps, and its description of the answers forgets it. */
const undescribed = 'organization_dependabot_secrets'
const withoutUndescribed = (key: string, value: unknown) => (key === undescribed ? undefined : value)

function judge(github: Github, { method }: Exchange, target: Target, status: number, text: string): void {
  if (!github.contract || !target.route || method !== (target.route.method ?? 'GET')) return
  const sources: ApiSource[] = github.addresses.flavour === 'ghes' ? ['ghes-3.19'] : ['api.github.com', 'ghec']
  const body: unknown = text === '' ? undefined : JSON.parse(text, withoutUndescribed)
  for (const source of sources) {
    // What only Enterprise Cloud has, the description of github.com does not know.
    if (!hasOperation(source, `${method} ${target.template}`)) continue
    github.contractViolations.push(...validateAnswer(method, target.template, status, body, source))
  }
}

/**
 * GitHub's depends on the body and on who asks, so that a new token finds nothing unchanged that it asks for by an old tag:
 * the values of these headers where the request has them, and the body.
 */
function computeEtag({ headers }: Exchange, text: string): string {
  const hash = createHash('sha256')
  for (const value of [headers.accept, headers.authorization, headers.cookie])
    if (value !== undefined) hash.update(`${value}:`)
  return `W/"${hash.update(text).digest('hex')}"`
}

function isUnchanged({ method, headers }: Exchange, status: number, etag: string): boolean {
  const known = headers['if-none-match']
  if (status !== 200 || method !== 'GET' || known === undefined) return false
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return known.split(',').some((tag) => bare(tag) === bare(etag))
}

/** To an App GitHub says which permissions it would have taken. */
function describePermissions({ installation }: Viewer, { template }: Target): Record<string, string> {
  const accepted = installation ? acceptedPermissions(template) : ''
  return accepted === '' ? {} : { 'X-Accepted-GitHub-Permissions': accepted }
}

function describeFault(fault: Fault | null): Record<string, string> {
  if (fault?.kind !== 'partial_results') return {}
  return { 'X-GitHub-SSO': `partial-results; organizations=${fault.organizations.join(',')}` }
}

function takeFault(github: Github, exchange: Exchange, target: Target): Fault | null {
  const page = exchange.url.searchParams.get('page')
  return github.faults.take({
    method: exchange.method,
    path: target.path,
    template: target.template,
    page: page === null ? null : Number(page),
    query: target.graphql?.query ?? null,
  })
}

/** A field or a name may be called so, a text may say so; counting one read too many as a write is the lesser evil. */
const withoutStrings = (query: string) => query.replace(/"[^"]*"|#.*/g, '')

interface Settled {
  status: number
  text: string
  cost: number
  headers: Record<string, string>
}

/** An answer that the client already has is not sent again, and costs nothing. */
function settle(given: Given, charged: Charged): Settled {
  const { github, exchange, target } = given
  const text = JSON.stringify(charged.body)
  const { status, cost, headers = {} } = charged
  const etag = target.isGraphql || status !== 200 ? null : computeEtag(exchange, text)
  const unchanged = etag !== null && isUnchanged(exchange, status, etag)
  const settled = {
    headers: { ...headers, ...(etag === null ? {} : { ETag: etag }) },
    ...(unchanged ? { status: 304, text: '', cost: 0 } : { status, text, cost }),
  }
  judge(github, exchange, target, settled.status, settled.text)
  return settled
}

/** From a request to what goes on the wire. Everything but time: whether, when and how far it gets there is the server's. */
export async function answerExchange(github: Github, exchange: Exchange): Promise<Outcome> {
  const { state, addresses, limiter } = github
  const target = findTarget(exchange, addresses)
  const fault = takeFault(github, exchange, target)
  const authentication = authenticate(exchange.headers, state, addresses.docs)
  const refused = 'refused' in authentication ? authentication.refused : null
  const viewer = 'viewer' in authentication ? authentication.viewer : stranger
  const key = budgetKey(viewer)
  const resource = resourceOf(target)
  const given: Given = { github, exchange, target, viewer }
  const overrun = refused === null && limiter.overruns(key, resource)
  const settled = settle(given, refused ? { ...refused, cost: 0 } : await decide(given, fault, overrun))
  limiter.charge(key, resource, settled.cost)
  const budget = limiter.enabled && !refused ? limiter.read(key, resource) : null
  return {
    status: settled.status,
    text: settled.text,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ...describeServer(addresses, exchange.requestId, target.isGraphql, state.now()),
      ...describeToken(viewer.token, target.isGraphql ? ['repo'] : (target.route?.accepts ?? [])),
      ...describePermissions(viewer, target),
      ...describeBudget(budget && faultBudget(fault, budget, state.now())),
      ...settled.headers,
      ...describeFault(fault),
    },
    cost: settled.cost,
    template: target.template,
    token: viewer.token?.label ?? null,
    operation: target.graphql?.operationName ?? null,
    mutation: /\b(mutation|subscription)\b/.test(withoutStrings(target.graphql?.query ?? '')),
    fault,
  }
}
