import { type Answer, refuse } from './answer.ts'
import type { Fault } from './fault.ts'
import type { Budget } from './limit.ts'
import type { Viewer } from './sight.ts'

const limitDocs = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api'

const helpline = (requestId: string) =>
  `If you reach out to GitHub Support for help, please include the request ID ${requestId}.`

/** The hour's budget is spent. GraphQL says so with 200. */
export function refusePrimaryLimit(viewer: Viewer, requestId: string, graphql: boolean, status?: 403 | 429): Answer {
  const whose = viewer.account ? `user ID ${viewer.account.id}` : '127.0.0.1'
  const message = `API rate limit exceeded for ${whose}.`
  if (graphql && status === undefined) {
    return { status: 200, body: { errors: [{ type: 'RATE_LIMITED', message }] } }
  }
  return refuse(status ?? 403, `${message} ${helpline(requestId)}`, limitDocs)
}

export function refuseSecondaryLimit(requestId: string, retryAfterSeconds: number, status: 403 | 429 = 403): Answer {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  return refuse(status, `${message} ${helpline(requestId)}`, `${limitDocs}#about-secondary-rate-limits`, {
    'Retry-After': String(retryAfterSeconds),
  })
}

const wentWrong = (requestId: string) =>
  'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. ' +
  `Please include \`${requestId}\` when reporting this issue.`

interface Faulted {
  viewer: Viewer
  requestId: string
  graphql: boolean
  docs: string
}

/** The answer that a fault puts in place of the right one; null for a fault that lets the right one through. */
export function answerFault(fault: Fault, { viewer, requestId, graphql, docs }: Faulted): Answer | null {
  switch (fault.kind) {
    case 'unauthorized':
      return refuse(401, 'Bad credentials', docs)
    case 'forbidden':
      return refuse(403, fault.message ?? 'Must have admin rights to Repository.', docs)
    case 'not_found':
      return refuse(404, 'Not Found', docs)
    case 'primary_limit':
      return refusePrimaryLimit(viewer, requestId, graphql, fault.status)
    case 'secondary_limit':
      return refuseSecondaryLimit(requestId, fault.retryAfterSeconds ?? 60, fault.status)
    case 'server_error':
    case 'bad_gateway': {
      const status = fault.kind === 'bad_gateway' ? 502 : 500
      if (!graphql) return { status, body: { message: 'Server Error' } }
      return { status, body: { data: null, errors: [{ message: wentWrong(requestId) }] } }
    }
    default:
      return null
  }
}

/** A fault of the budget shows in the headers, too. */
export function faultBudget(fault: Fault | null, budget: Budget, now: Date): Budget {
  if (fault?.kind !== 'primary_limit') return budget
  const reset = Math.ceil(now.getTime() / 1000) + (fault.resetInSeconds ?? 60)
  return { ...budget, used: budget.limit, remaining: 0, reset }
}
