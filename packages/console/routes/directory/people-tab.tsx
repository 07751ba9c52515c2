import { Button, NativeSelect } from '@mantine/core'
import { DownloadIcon, PeopleIcon, SearchIcon } from '@primer/octicons-react'
import {
  type DirectoryUser,
  type EnterpriseDetail,
  exportDirectoryUsers,
  listDirectoryUsers,
  routeUrl,
} from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { userStates } from './directory-search.ts'
import { PersonDrawer } from './person-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { userLooks } from './states.ts'
import { pageSize, useList } from './use-list.ts'
import '../../ui/filter-bar.css'
import '../../ui/table.css'

/** Everyone whom the identity provider sent, or those of them who are suspended. */
export function PeopleTab({ enterprise, suspendedOnly }: { enterprise: EnterpriseDetail; suspendedOnly: boolean }) {
  const { search, place, filter, go } = useList()
  const state = suspendedOnly ? 'suspended' : search.state
  const asked = { ...(search.q ? { q: search.q } : {}), ...(state ? { state } : {}) }
  const params = { enterprise: enterprise.slug }
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listDirectoryUsers, {
      params,
      query: { ...asked, ...(place.cursor ? { cursor: place.cursor } : {}), limit: pageSize },
    }),
    placeholderData: keepPreviousData,
  })
  const filtered = Boolean(search.q || (state && !suspendedOnly))
  const clear = () => filter({ q: undefined, state: undefined })
  return (
    <>
      <search className="filter-bar" aria-label="Filter people">
        <FilterField
          main
          className="filter-grow"
          label="Search people"
          placeholder="Beginning of login, userName or name; whole externalId"
          value={search.q ?? ''}
          change={(next) => filter({ q: next || undefined })}
        />
        {suspendedOnly ? null : (
          <NativeSelect
            aria-label="State"
            value={state ?? ''}
            onChange={({ currentTarget: { value } }) => filter({ state: userStates.find((one) => one === value) })}
            data={[
              { value: '', label: 'Any state' },
              ...userStates.map((value) => ({ value, label: userLooks[value].word })),
            ]}
          />
        )}
        <Button
          component="a"
          href={routeUrl(exportDirectoryUsers, { params, query: asked })}
          download
          variant="default"
          leftSection={<DownloadIcon size={14} />}
        >
          Export CSV
        </Button>
      </search>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The people" />
        ) : !data ? (
          <Loading rows={8} label="Loading people" />
        ) : data.items.length === 0 && !place.cursor ? (
          <Nobody enterprise={enterprise} filtered={filtered} suspendedOnly={suspendedOnly} clear={clear} />
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <PeopleTable users={data.items} suspendedOnly={suspendedOnly} />
            <Pager
              list={`people ${enterprise.slug} ${search.q} ${state}`}
              place={place}
              size={pageSize}
              shown={data.items.length}
              total={data.total}
              next={data.next}
              go={go}
            />
          </div>
        )}
      </Card>
      <PersonDrawer enterprise={enterprise.slug} />
    </>
  )
}

function PeopleTable({ users, suspendedOnly }: { users: readonly DirectoryUser[]; suspendedOnly: boolean }) {
  return (
    <div className="table-frame">
      <table className="table folds people-in-table">
        <caption className="hidden-visually">People</caption>
        <thead>
          <tr>
            <th scope="col">Login</th>
            {suspendedOnly ? <th scope="col">Login before</th> : null}
            <th scope="col">userName</th>
            <th scope="col">externalId</th>
            <th scope="col">Role</th>
            {suspendedOnly ? <th scope="col">Last change</th> : <th scope="col">State</th>}
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id} className="leads-on">
              <td className="lead">
                <SeeLink id={user.id}>{user.login}</SeeLink>
                {user.displayName ? <span className="person-name">{user.displayName}</span> : null}
              </td>
              {suspendedOnly ? (
                <td className="strong" data-label="before">
                  {user.originalLogin}
                </td>
              ) : null}
              <td className="secondary" data-label="userName">
                {user.userName}
              </td>
              <td className="secondary mono" data-label="externalId">
                {user.externalId ?? <span className="muted">none</span>}
              </td>
              <td className="secondary">{user.role.replaceAll('_', ' ')}</td>
              <td>{suspendedOnly ? <RelativeTime at={user.updatedAt} /> : <State look={userLooks[user.state]} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Nobody({
  enterprise,
  filtered,
  suspendedOnly,
  clear,
}: {
  enterprise: EnterpriseDetail
  filtered: boolean
  suspendedOnly: boolean
  clear: () => void
}) {
  if (filtered)
    return (
      <Empty
        icon={SearchIcon}
        title="Nobody matches"
        actions={
          <Button variant="default" onClick={clear}>
            Clear the filters
          </Button>
        }
      >
        <p>The search looks at how login, userName and display name begin, and at the whole externalId.</p>
      </Empty>
    )
  if (suspendedOnly)
    return (
      <Empty icon={PeopleIcon} title="Nobody is suspended">
        <p>
          Whom the identity provider deactivates is suspended: the account stays, under a login that nobody can guess,
          and gets its own back when the person returns.
        </p>
      </Empty>
    )
  return (
    <Empty
      icon={PeopleIcon}
      title="Nobody is provisioned yet"
      actions={
        <LinkButton to="/directory/$enterprise/connect" params={{ enterprise: enterprise.slug }}>
          Connect an identity provider
        </LinkButton>
      }
    >
      <p>People appear here as soon as the identity provider sends them. Only SCIM adds or changes them.</p>
    </Empty>
  )
}
