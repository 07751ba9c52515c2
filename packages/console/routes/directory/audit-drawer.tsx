import { getAuditEvent } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import type { Zone } from './directory-search.ts'
import { JsonView } from './json-view.tsx'
import { SideDrawer } from './side-drawer.tsx'
import { ZonedTime } from './zoned-time.tsx'

export function AuditDrawer({ enterprise, zone }: { enterprise: string; zone: Zone }) {
  return (
    <SideDrawer label="Audit event">
      {(id) => <AuditEvent key={id} enterprise={enterprise} id={id} zone={zone} />}
    </SideDrawer>
  )
}

function AuditEvent({ enterprise, id, zone }: { enterprise: string; id: string; zone: Zone }) {
  const { data, error, refetch } = useQuery(read(getAuditEvent, { params: { enterprise, id } }))
  if (error && !data) return <Failed error={error} retry={refetch} what="The event" />
  if (!data) return <Loading rows={7} label="Loading the event" />
  const request = String(data.data.request_id ?? '')
  return (
    <>
      <div className="side-head">
        <h2 className="mono">{data.action}</h2>
      </div>
      <Facts>
        <Fact name="When">
          <ZonedTime at={data.at} zone={zone} />
        </Fact>
        <Fact name="By">{data.actor || <span className="muted">nobody</span>}</Fact>
        {data.user ? <Fact name="User">{data.user}</Fact> : null}
        {data.org ? <Fact name="Organization">{data.org}</Fact> : null}
        {request === '' ? null : (
          <Fact name="Request">
            <Link
              to="/directory/$enterprise"
              params={{ enterprise }}
              search={{ tab: 'audit', q: `request_id:${request}` }}
              className="mono"
            >
              {request}
            </Link>
          </Fact>
        )}
      </Facts>
      <JsonView title="Event" value={data.data} />
    </>
  )
}
