import { type Static, Type } from 'typebox'
import { nullable, object, Timestamp } from './common.ts'

const PoolName = Type.Enum(['rest', 'graphql'], {
  description: 'Systems give an hour so many REST requests and so many GraphQL points, and count them apart.',
})

export const Spending = object(
  {
    pools: Type.Array(
      object({
        pool: PoolName,
        spent: Type.Integer({ description: 'What this scan took.' }),
        limit: nullable(Type.Integer({ description: 'What the system gives in an hour.' })),
        remaining: nullable(Type.Integer({ description: 'What is left of that, for everybody with this credential.' })),
        resetAt: nullable(Timestamp),
      }),
    ),
    asked: Type.Integer({ description: 'Requests that asked whether an answer from before still holds.' }),
    unchanged: Type.Integer({ description: 'Those of them that were answered that it does. These cost nothing.' }),
    waitingUntil: nullable(Timestamp),
  },
  { description: 'What a scan takes of the hourly quota. A fifth of the quota is always left to others.' },
)
export type Spending = Static<typeof Spending>

export const Estimate = object(
  {
    pools: Type.Array(
      object({
        pool: PoolName,
        amount: Type.Integer(),
        share: nullable(Type.Number({ description: 'Of what the system gives in an hour: 1 is all of it.' })),
      }),
    ),
    seconds: Type.Integer({ description: 'From start to end, waits for the quota included.' }),
  },
  { description: 'About what a scan will cost.' },
)
export type Estimate = Static<typeof Estimate>
