import { type Gap, type IdentityDetail, listCoverage, listFindings, printFindingQuery } from '@rollcall/api'
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { listWords } from '../../ui/empty.tsx'
import { GapNotice, Notice } from '../../ui/notice.tsx'

type Account = IdentityDetail['accountList'][number]

/** Which facts of the identity nobody could see, and what stood in the way. */
export function UnseenFacts({ identity }: { identity: IdentityDetail }) {
  const lacking = identity.accountList.filter((one) => missing(one).length > 0)
  return lacking.length === 0 ? null : <Unseen accounts={lacking} />
}

function missing({ privileged, secondFactor, role, stale }: Account): string[] {
  return [
    ...(privileged === null || role === '' ? ['the role'] : []),
    ...(secondFactor === null ? ['two-factor authentication'] : []),
    ...(stale ? ['whether this is still so'] : []),
  ]
}

interface Reason {
  connectionId: string
  stream: string
  scope: string
  gap: Gap
}

function Unseen({ accounts }: { accounts: readonly Account[] }) {
  const reasons = useReasons(accounts)
  return accounts.map((account) => (
    <UnseenOf
      key={`${account.connectionId} ${account.stream} ${account.scope} ${account.login}`}
      account={account}
      gap={reasons.find((reason) => sameStream(reason, account))?.gap}
    />
  ))
}

const sameStream = (a: Omit<Reason, 'gap'>, b: Omit<Reason, 'gap'>) =>
  a.connectionId === b.connectionId && a.stream === b.stream && a.scope === b.scope

function UnseenOf({ account, gap }: { account: Account; gap: Gap | undefined }) {
  const title = `Not seen of ${account.login} in ${account.scope}: ${listWords(missing(account))}`
  const coverage = (
    <Link to="/connections/$id" params={{ id: account.connectionId }}>
      Coverage of {account.connectionName}
    </Link>
  )
  if (gap)
    return (
      <GapNotice gap={gap} title={title}>
        {coverage}
      </GapNotice>
    )
  return (
    <Notice tone="unseen" title={title} actions={coverage}>
      The system answered without it and gave no reason.
    </Notice>
  )
}

/** What kept these streams from being seen whole: the coverage says it, or else the results that are unknown for it. */
function useReasons(accounts: readonly Account[]): Reason[] {
  const mayFindings = useMay('findings:read')
  const mayConnections = useMay('connections:read')
  const ids = [...new Set(accounts.map(({ connectionId }) => connectionId))]
  const coverage = useQueries({
    queries: ids.map((id) => ({ ...read(listCoverage, { params: { id } }), enabled: mayConnections })),
    combine: (results) =>
      results.flatMap(({ data }, index) =>
        (data?.items ?? []).flatMap(({ stream, scope, gap }) =>
          gap ? [{ connectionId: ids[index] ?? '', stream, scope, gap }] : [],
        ),
      ),
  })
  const unknowns = useQueries({
    queries: accounts.map(({ connectionId, stream, scope }) => ({
      ...read(listFindings, { query: { q: unknownIn(connectionId, stream, scope), limit: 1 } }),
      enabled: mayFindings,
    })),
    combine: (results) =>
      results.flatMap(({ data }, index) => {
        const account = accounts[index]
        const gap = data?.items[0]?.gap
        return account && gap ? [{ ...account, gap }] : []
      }),
  })
  return [...coverage, ...unknowns]
}

const unknownIn = (connection: string, stream: string, scope: string) =>
  printFindingQuery({
    terms: Object.entries({ status: 'unknown', connection, stream, scope }).map(([key, value]) => ({
      key: key as 'status',
      values: [value],
      negated: false,
    })),
    words: [],
  })
