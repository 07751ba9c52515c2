import { type Static, Type } from 'typebox'
import { nullable, object, Timestamp } from './common.ts'

const quotaSeconds = Type.Integer({ description: 'How often the system renews its quota: 3600 is by the hour.' })

const PoolName = Type.Enum(['rest', 'graphql'], {
  description: 'Systems give so many REST requests and so many GraphQL points at a time, and count them apart.',
})

export const Spending = object(
  {
    pools: Type.Array(
      object({
        pool: PoolName,
        spent: Type.Integer({ description: 'What this scan took.' }),
        limit: nullable(Type.Integer({ description: 'What the system gives at a time.' })),
        remaining: nullable(Type.Integer({ description: 'What is left of that, for everybody with this credential.' })),
        resetAt: nullable(Timestamp),
      }),
    ),
    asked: Type.Integer({ description: 'Requests that asked whether an answer from before still holds.' }),
    unchanged: Type.Integer({ description: 'Those of them that were answered that it does. These cost nothing.' }),
    waitingUntil: nullable(Timestamp),
    quotaSeconds,
  },
  { description: 'What a scan takes of the quota. A fifth of the quota is always left to others.' },
)
export type Spending = Static<typeof Spending>

export const Estimate = object(
  {
    pools: Type.Array(
      object({
        pool: PoolName,
        amount: Type.Integer(),
        share: nullable(Type.Number({ description: 'Of what the system gives at a time: 1 is all of it.' })),
      }),
    ),
    seconds: Type.Integer({ description: 'From start to end, waits for the quota included.' }),
    quotaSeconds,
  },
  { description: 'About what a scan will cost.' },
)
export type Estimate = Static<typeof Estimate>
