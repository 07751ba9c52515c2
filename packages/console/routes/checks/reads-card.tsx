import { type CheckDetail, listConnectors } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'

/** Which records it looks at, in which fields, and what must be permitted for that. */
export function ReadsCard({ check }: { check: CheckDetail }) {
  const mayRead = useMay('connections:read')
  const { data } = useQuery({ ...read(listConnectors), enabled: mayRead, staleTime: 300_000 })
  const streams = data?.items.flatMap((connector) => connector.streams) ?? []
  const fields = fieldsOf(check)
  return (
    <Card title="What it reads">
      <ul className="check-reads">
        {[check.each, ...check.needs].map((id, index) => {
          const stream = streams.find((one) => one.id === id)
          return (
            <li key={id}>
              <p>
                <span className="strong">{stream?.title ?? (index === 0 ? check.eachTitle : id)}</span>{' '}
                <code className="muted">{id}</code>
              </p>
              {stream ? (
                <>
                  <p className="secondary small">{stream.reads}</p>
                  <Words words={stream.endpoints} />
                  <p className="small">
                    <ExternalLink href={stream.docs}>What the API answers</ExternalLink>
                  </p>
                </>
              ) : null}
              {index === 0 && fields.length > 0 ? (
                <>
                  <p className="muted small">Fields that decide</p>
                  <Words words={fields} />
                </>
              ) : null}
            </li>
          )
        })}
        <li>
          <p className="muted small">Needs permission</p>
          {check.permissions.length === 0 ? <p>None</p> : <Words words={check.permissions} />}
        </li>
        <li>
          <p className="muted small">Check</p>
          <p className="row spread">
            <code>{check.id}</code>
            <CopyButton text={check.id} quiet>
              Copy id
            </CopyButton>
          </p>
          <p className="small muted">
            Since version {check.since}.{' '}
            <Link to="/checks" search={{ q: check.each }}>
              Others on the same stream
            </Link>
          </p>
        </li>
      </ul>
    </Card>
  )
}

function Words({ words }: { words: readonly string[] }) {
  return (
    <p className="check-words">
      {words.map((word) => (
        <code key={word}>{word}</code>
      ))}
    </p>
  )
}

/** The fields that the check's own examples set: they are what its judgement turns on. */
function fieldsOf({ examples }: CheckDetail): string[] {
  const subjects = examples.flatMap(({ subject }) => (typeof subject === 'object' && subject !== null ? [subject] : []))
  return [...new Set(subjects.flatMap((subject) => Object.keys(subject)))].sort()
}
