import { Button } from '@mantine/core'
import { DownloadIcon, PeopleIcon } from '@primer/octicons-react'
import {
  type DirectoryUser,
  type EnterpriseDetail,
  exportDirectoryUsers,
  listDirectoryUsers,
  routeUrl,
} from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { Breakable } from '../../ui/breakable.tsx'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterBar, FilterChoice } from '../../ui/filter-bar.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number } from '../../ui/words.ts'
import { ConnectLink } from './connect-link.tsx'
import { PersonDrawer } from './person-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { userLooks } from './states.ts'
import { useList } from './use-list.ts'

/** Everyone whom the identity provider sent. */
export function PeopleTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, asked, filter, ...paging } = useList()
  const { q, state } = search
  const params = { enterprise: enterprise.slug }
  const chosen = state ? { state } : {}
  const people = useQuery({
    ...read(listDirectoryUsers, { params, query: { ...asked, ...chosen } }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <FilterBar
        what="people"
        placeholder="Beginning of login, userName or name; part of an e-mail; whole externalId"
        value={q}
        change={(next) => filter({ q: next })}
      >
        <FilterChoice
          label="State"
          value={state}
          choices={[
            ['active', userLooks.active.word],
            ['suspended', `${userLooks.suspended.word} (${number(enterprise.suspended)})`],
          ]}
          change={(next) => filter({ state: next })}
        />
        <Button
          component="a"
          href={routeUrl(exportDirectoryUsers, { params, query: { ...(q ? { q } : {}), ...chosen } })}
          download
          variant="default"
          leftSection={<DownloadIcon size={14} />}
        >
          Export CSV
        </Button>
      </FilterBar>
      <Card flush>
        <Listed
          what="people"
          asked={people}
          rows={8}
          paging={{ ...paging, list: `people ${enterprise.slug} ${q} ${state}` }}
          empty={
            <Nobody
              enterprise={enterprise}
              searched={q !== undefined}
              state={state}
              clear={() => filter({ q: undefined, state: undefined })}
            />
          }
        >
          {(items) => <PeopleTable users={items} suspended={state === 'suspended'} />}
        </Listed>
      </Card>
      <PersonDrawer enterprise={enterprise.slug} />
    </>
  )
}

function PeopleTable({ users, suspended }: { users: readonly DirectoryUser[]; suspended: boolean }) {
  return (
    <Table
      caption="People"
      className="people-in-table"
      columns={[
        'Login',
        suspended ? 'Login before' : null,
        'userName',
        'externalId',
        'Role',
        suspended ? 'Last change' : 'State',
      ]}
    >
      {users.map((user) => (
        <tr key={user.id} className="leads-on">
          <td className="lead">
            <SeeLink id={user.id}>
              <Breakable text={user.login} />
            </SeeLink>
            {user.displayName ? <span className="person-name">{user.displayName}</span> : null}
          </td>
          {suspended ? (
            <td className="strong" data-label="before">
              <Breakable text={user.originalLogin} />
            </td>
          ) : null}
          <td className="secondary" data-label="userName">
            <Breakable text={user.userName} />
          </td>
          <td className="secondary mono" data-label="externalId">
            {user.externalId ? <Breakable text={user.externalId} /> : <span className="muted">none</span>}
          </td>
          <td className="secondary">{user.role.replaceAll('_', ' ')}</td>
          <td>{suspended ? <RelativeTime at={user.updatedAt} /> : <State look={userLooks[user.state]} />}</td>
        </tr>
      ))}
    </Table>
  )
}

function Nobody({
  enterprise,
  searched,
  state,
  clear,
}: {
  enterprise: EnterpriseDetail
  searched: boolean
  state: DirectoryUser['state'] | undefined
  clear: () => unknown
}) {
  if (state === 'suspended' && !searched)
    return (
      <Empty
        icon={PeopleIcon}
        title="Nobody is suspended"
        actions={
          <Button variant="default" onClick={clear}>
            Show everybody
          </Button>
        }
      >
        <p>
          Whom the identity provider deactivates is suspended: the account stays, under a login that nobody can guess,
          and gets its own back when the person returns.
        </p>
      </Empty>
    )
  if (searched || state)
    return (
      <NothingMatches title="Nobody matches" clear={clear}>
        <p>
          The search looks at how login, userName and display name begin, at parts of e-mails, and at the whole
          externalId.
        </p>
      </NothingMatches>
    )
  return (
    <Empty icon={PeopleIcon} title="Nobody is provisioned yet" actions={<ConnectLink enterprise={enterprise.slug} />}>
      <p>People appear here as soon as the identity provider sends them. Only SCIM adds or changes them.</p>
    </Empty>
  )
}
