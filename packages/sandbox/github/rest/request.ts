import type { GithubOrganization } from '../../company/github-world.ts'
import type { Addresses } from '../addresses.ts'
import type { Answer } from '../answer.ts'
import type { Limiter } from '../limit.ts'
import type { Sight } from '../sight.ts'
import type { GithubState } from '../state/state.ts'

/** One REST request, read and authenticated. */
export interface RestRequest {
  params: Record<string, string>
  query: URLSearchParams
  state: GithubState
  sight: Sight
  addresses: Addresses
  limiter: Limiter
  /** Under which name the token's budget is kept. */
  budget: string
  /** The page of GitHub's documentation that its errors point to. */
  docs: string
}

export interface OrganizationRequest extends RestRequest {
  org: GithubOrganization
}

export interface Route {
  /** As GitHub's documentation writes it. */
  template: string
  pattern: RegExp
  /** Address in the documentation, after its root. */
  docs: string
  /** Scopes of which the answer wants one, as `X-Accepted-OAuth-Scopes` tells. */
  accepts: readonly string[]
  /** Answered to a request without a token, too. */
  anonymous: boolean
  /** Takes nothing off the hourly budget. */
  free?: boolean
  /** What is not a GET: letting oneself in. */
  method?: 'POST'
  /** Enterprise Server does not have it. */
  cloudOnly?: boolean
  answer: (request: RestRequest) => Answer
}
