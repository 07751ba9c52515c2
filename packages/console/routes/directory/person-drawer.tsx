import { getDirectoryUser, type RouteOutput } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Breakable } from '../../ui/breakable.tsx'
import { Loading } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { History } from './audit-timeline.tsx'
import { Gone } from './gone.tsx'
import { JsonView } from './json-view.tsx'
import { SideDrawer } from './side-drawer.tsx'
import { userLooks } from './states.ts'
import { TeamChips } from './team-chips.tsx'

export function PersonDrawer({ enterprise }: { enterprise: string }) {
  return <SideDrawer label="Person">{(id) => <Person enterprise={enterprise} id={id} />}</SideDrawer>
}

function Person({ enterprise, id }: { enterprise: string; id: string }) {
  const { data, error, refetch } = useQuery(read(getDirectoryUser, { params: { enterprise, id } }))
  if (data) return <Body enterprise={enterprise} user={data} />
  if (error) return <Gone enterprise={enterprise} id={id} what="person" error={error} retry={refetch} />
  return <Loading rows={7} label="Loading the person" />
}

type User = RouteOutput<typeof getDirectoryUser>

function Keys({ user }: { user: User }) {
  return (
    <section className="side-part">
      <h3>Keys</h3>
      {user.state === 'suspended' ? (
        <p className="muted small">Kept, and they open nothing while the person is suspended.</p>
      ) : null}
      <ul className="member-list" aria-label="Keys">
        {user.keys.map((key) => (
          <li key={key.fingerprint}>
            <span>
              {key.title || <span className="muted">Without a name</span>}{' '}
              <span className="muted small">
                {key.kind.toUpperCase()}, {key.algorithm}, added <RelativeTime at={key.addedAt} />
              </span>
              <br />
              <span className="muted tiny mono">{key.fingerprint}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Body({ enterprise, user }: { enterprise: string; user: User }) {
  return (
    <>
      <div className="side-head">
        <h2>{user.displayName ?? user.userName}</h2>
        <State look={userLooks[user.state]} />
      </div>
      {user.state === 'suspended' ? (
        <Notice tone="warn" title={`Suspended. The login was ${user.originalLogin}`}>
          It gets that login back when the identity provider activates the person again.
        </Notice>
      ) : null}
      <Facts>
        <Fact name="Login">
          <span className="mono">{user.login}</span>
        </Fact>
        <Fact name="userName">
          <Breakable text={user.userName} />
        </Fact>
        <Fact name="externalId">
          {user.externalId ? <span className="mono">{user.externalId}</span> : <span className="muted">none</span>}
        </Fact>
        <Fact name="E-mail">{user.email ? <Breakable text={user.email} /> : <span className="muted">none</span>}</Fact>
        <Fact name="Role">{user.role.replaceAll('_', ' ')}</Fact>
        <Fact name="Provisioned">
          <RelativeTime at={user.createdAt} />
        </Fact>
        <Fact name="Last change">
          <RelativeTime at={user.updatedAt} />
        </Fact>
        <Fact name="Id">
          <span className="mono">{user.id}</span>
        </Fact>
      </Facts>
      <Link to="/directory/$enterprise" params={{ enterprise }} search={{ tab: 'why', who: user.id }} className="small">
        Why can they not sign in?
      </Link>
      <section className="side-part">
        <h3>Groups</h3>
        {user.groups.length === 0 ? (
          <p className="muted">
            {user.state === 'suspended' ? 'Groups do not show while somebody is suspended.' : 'In no group.'}
          </p>
        ) : (
          <ul className="side-chips">
            {user.groups.map((group) => (
              <li key={group.id}>
                <Link
                  to="/directory/$enterprise"
                  params={{ enterprise }}
                  search={{ tab: 'groups', see: group.id }}
                  className="badge"
                >
                  {group.displayName}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      <TeamChips enterprise={enterprise} teams={user.teams} />
      {user.organizations.length > 0 ? (
        <section className="side-part">
          <h3>Organizations</h3>
          <ul className="side-chips">
            {user.organizations.map((login) => (
              <li key={login}>
                <Link
                  to="/directory/$enterprise"
                  params={{ enterprise }}
                  search={{ tab: 'organizations', see: login }}
                  className="badge"
                >
                  {login}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {user.keys.length > 0 ? <Keys user={user} /> : null}
      <History enterprise={enterprise} id={user.id} what="person" history={user.history} />
      <JsonView title="SCIM resource" value={user.resource} />
    </>
  )
}
