import { type CheckDetail, type Finding, type Gap, listFindings } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Failed, listWords } from '../../ui/empty.tsx'
import { GapNotice } from '../../ui/notice.tsx'
import { FindingLink } from '../findings/finding-link.tsx'

/** What it could not judge, and what stood in the way: once for each reason. */
export function CheckUnknowns({ check }: { check: CheckDetail }) {
  const none = (check.counts?.unknown ?? 0) === 0
  const { data, error, refetch } = useQuery({
    ...read(listFindings, { query: { q: `check:${check.id} status:unknown`, limit: 50 } }),
    enabled: !none,
  })
  const mayReplace = useMay('connections:write')
  if (none) return null
  if (error && !data) return <Failed error={error} retry={refetch} what="What could not be seen" />
  return byGap(data?.items ?? []).map(({ gap, findings, connectionId, connectionName }) => (
    <GapNotice
      key={`${connectionId} ${gap.reason} ${gap.fix}`}
      gap={gap}
      title={`Could not be judged in ${listWords([...new Set(findings.map(({ scope }) => scope))].sort())}`}
    >
      <span className="row" style={{ ['--row-gap' as string]: '4px 14px' }}>
        {findings.map((finding) => (
          <FindingLink key={finding.id} id={finding.id}>
            Evidence for {finding.scope}
          </FindingLink>
        ))}
        {mayReplace ? (
          <Link to="/connections/$id" params={{ id: connectionId }} search={{ tab: 'credential' }}>
            Replace the credential
          </Link>
        ) : null}
        <Link to="/connections/$id" params={{ id: connectionId }}>
          Coverage of {connectionName}
        </Link>
      </span>
    </GapNotice>
  ))
}

interface Unknowns extends Pick<Finding, 'connectionId' | 'connectionName'> {
  gap: Gap
  findings: Finding[]
}

function byGap(findings: readonly Finding[]): Unknowns[] {
  const groups = new Map<string, Unknowns>()
  for (const finding of findings) {
    const { gap, connectionId, connectionName } = finding
    if (!gap) continue
    const key = [connectionId, gap.reason, gap.fix].join('\n')
    const group = groups.get(key) ?? { gap, connectionId, connectionName, findings: [] }
    groups.set(key, group)
    group.findings.push(finding)
  }
  return [...groups.values()]
}
