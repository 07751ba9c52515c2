import { ChecklistIcon } from '@primer/octicons-react'
import { ApiError, type CheckDetail, getCheck } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { SeverityLabel } from '../../ui/severity.tsx'
import { Controls, References } from '../findings/finding-tabs.tsx'
import { StaleNotice } from '../findings/stale-notice.tsx'
import { CheckFindings } from './check-findings.tsx'
import { CheckUnknowns } from './check-unknowns.tsx'
import { ExamplesCard } from './examples-card.tsx'
import { FixCard } from './fix-card.tsx'
import { ReadsCard } from './reads-card.tsx'
import { ResultCard } from './result-card.tsx'
import './check-page.css'

const route = getRouteApi('/signed-in/checks/$id')

/** One check: what it looks for, why, how it came out, and how to mend what it finds. */
export function CheckPage() {
  const { id } = route.useParams()
  const { data, error, refetch } = useQuery(read(getCheck, { params: { id } }))
  return (
    <Page
      title={data?.title ?? 'Check'}
      above={<Link to="/checks">Checks</Link>}
      lead={data ? <Lead check={data} /> : null}
    >
      {data ? (
        <Known check={data} />
      ) : (
        <Card>
          {error ? <Missing id={id} error={error} retry={refetch} /> : <Loading rows={10} label="Loading the check" />}
        </Card>
      )}
    </Page>
  )
}

function Missing({ id, error, retry }: { id: string; error: Error; retry: () => unknown }) {
  if (!(error instanceof ApiError && error.status === 404))
    return <Failed error={error} retry={retry} what="The check" />
  return (
    <Empty
      icon={ChecklistIcon}
      title={`There is no check ${id}`}
      actions={
        <LinkButton to="/checks" variant="default">
          All checks
        </LinkButton>
      }
    >
      <p>It may have been renamed or replaced in a later version.</p>
    </Empty>
  )
}

function Lead({ check }: { check: CheckDetail }) {
  return (
    <span className="row" style={{ ['--row-gap' as string]: '4px 12px' }}>
      <SeverityLabel severity={check.severity} />
      <span className="badge">{check.category}</span>
      <span>
        <span className="muted">When it fails: </span>
        {check.problem}
      </span>
    </span>
  )
}

function Known({ check }: { check: CheckDetail }) {
  const maySee = useMay('findings:read')
  return (
    <>
      {maySee ? <StaleNotice /> : null}
      <div className="check">
        <div className="check-main">
          {maySee ? (
            <>
              <ResultCard check={check} />
              <CheckUnknowns check={check} />
              <CheckFindings check={check} />
            </>
          ) : null}
          <Card title="Why it matters">
            <p className="check-text">{check.why}</p>
          </Card>
          <FixCard check={check} />
        </div>
        <div className="check-aside">
          <ReadsCard check={check} />
          {Object.keys(check.maps).length + check.refs.length > 0 ? (
            <Card title="Frameworks and sources">
              <div className="stack" style={{ ['--stack-gap' as string]: '16px' }}>
                <Controls maps={check.maps} />
                <References refs={check.refs} />
              </div>
            </Card>
          ) : null}
          <ExamplesCard check={check} />
        </div>
      </div>
    </>
  )
}
