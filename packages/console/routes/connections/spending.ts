import type { Estimate, Spending } from '@rollcall/api'
import { describeDuration } from '../../ui/time.tsx'
import { count } from './scan-progress.ts'

type Pool = Spending['pools'][number]['pool']

const nameAmount = (pool: Pool, amount: number) =>
  pool === 'rest' ? count(amount, 'REST request') : count(amount, 'GraphQL point')

/** A share in words that do not claim more than is known: nothing is exactly 0 % that was more than nothing. */
function describeShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 1) return 'under 1 %'
  return `${Math.round(percent)} %`
}

/** "71 REST requests and 104 GraphQL points". */
export const describeCost = ({ pools }: Estimate): string =>
  pools
    .filter(({ amount }) => amount > 0)
    .map(({ pool, amount }) => nameAmount(pool, amount))
    .join(' and ')

/** For how long the system gives its quota: by the minute, or by the hour. */
export const quotaTime = ({ quotaSeconds }: Pick<Spending, 'quotaSeconds'>): { of: string; now: string } =>
  quotaSeconds <= 60 ? { of: 'a minute’s', now: 'this minute' } : { of: 'an hour’s', now: 'this hour' }

/** "2 % of an hour’s quota, about 2 min": of the quota that it takes most of. */
export function describeShareAndTime({ pools, seconds, quotaSeconds }: Estimate): string {
  const shares = pools.flatMap(({ share }) => share ?? [])
  const most =
    shares.length === 0 ? '' : `${describeShare(Math.max(...shares))} of ${quotaTime({ quotaSeconds }).of} quota, `
  return `${most}about ${describeDuration(seconds * 1000)}`
}

/** "71 REST requests and 104 GraphQL points". Empty where nothing was spent. */
export const describeSpent = ({ pools }: Spending): string =>
  pools
    .filter(({ spent }) => spent > 0)
    .map(({ pool, spent }) => nameAmount(pool, spent))
    .join(' and ')

/** "4,929 of 5,000 REST requests" that are left. Empty where the system does not tell. */
export const describeLeft = ({ pools }: Spending): string =>
  pools
    .flatMap(({ pool, limit, remaining }) =>
      limit === null || remaining === null ? [] : [`${remaining.toLocaleString('en')} of ${nameAmount(pool, limit)}`],
    )
    .join(' and ')

/** "38 of 71 answers (54 %) were unchanged and cost nothing". Empty where nothing was kept from before. */
export function describeHits({ asked, unchanged }: Spending): string {
  if (asked === 0) return ''
  const part = Math.round((100 * unchanged) / asked)
  return `${unchanged.toLocaleString('en')} of ${count(asked, 'answer')} (${part} %) unchanged, at no cost`
}
