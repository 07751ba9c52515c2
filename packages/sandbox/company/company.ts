import type { GithubToken, GithubWorld } from './github-world.ts'
import type { PagerdutyWorld } from './pagerduty-world.ts'

/** Somebody whom the company employs or employed, as its personnel file knows them. No system's own ids here. */
export interface Person {
  id: string
  name: string
  email: string
  department: string
  title: string
  /** Id of the person above; null for the one at the top. */
  manager: string | null
  kind: 'employee' | 'contractor'
  status: 'active' | 'left'
  startedAt: string
  leftAt: string | null
}

/** One company and what it has in each system that is played here. */
export interface Company {
  name: string
  emailDomain: string
  /** The moment that every date of the world was counted from. */
  now: string
  people: Person[]
  github: GithubWorld
  pagerduty: PagerdutyWorld
}

/** A company with tokens that a test or the demo can sign in with, by what they are for. */
export interface CompanyWithTokens<Name extends string> extends Company {
  tokens: Record<Name, GithubToken>
}
