import { Button, NativeSelect } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { PersonIcon, PlusIcon, SearchIcon } from '@primer/octicons-react'
import { type Account, deleteAccount, type EnterpriseDetail, listAccounts, updateAccount } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { Card } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { State } from '../../ui/state.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { CreateAccountDialog } from './create-account-dialog.tsx'
import { userStates } from './directory-search.ts'
import { userLooks } from './states.ts'
import { pageSize, useList } from './use-list.ts'
import '../../ui/filter-bar.css'
import '../../ui/table.css'

const suspensions: Record<NonNullable<Account['suspension']>, string> = {
  soft: 'by the identity provider',
  hard: 'deleted over SCIM',
  reset: 'since single sign-on was disabled',
  enabled: 'since SCIM was turned on',
  local: 'by hand',
}
const origins: Record<Account['origin'], string> = { scim: 'SCIM', local: 'Made by hand', saml: 'Sign-in over SAML' }

type Asked = { account: Account; action: 'suspend' | 'unsuspend' | 'promote' | 'demote' | 'delete' }

/** Every account with how it came to be; those of the appliance are managed here. */
export function AccountsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const { search, place, filter, go } = useList()
  const asked = { ...(search.q ? { q: search.q } : {}), ...(search.state ? { state: search.state } : {}) }
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...read(listAccounts, {
      params: { enterprise: enterprise.slug },
      query: { ...asked, ...(place.cursor ? { cursor: place.cursor } : {}), limit: pageSize },
    }),
    placeholderData: keepPreviousData,
  })
  const isServer = enterprise.kind === 'ghes'
  const mayWrite = useMay('directory:write') && isServer
  const [creating, setCreating] = useState(false)
  const dialog = useDialog<Asked>()
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      Create an account
    </Button>
  ) : null
  return (
    <>
      <search className="filter-bar" aria-label="Filter accounts">
        <FilterField
          main
          className="filter-grow"
          label="Search accounts"
          placeholder="Beginning of the login"
          value={search.q ?? ''}
          change={(next) => filter({ q: next || undefined })}
        />
        <NativeSelect
          aria-label="State"
          value={search.state ?? ''}
          onChange={({ currentTarget: { value } }) => filter({ state: userStates.find((one) => one === value) })}
          data={[
            { value: '', label: 'Any state' },
            ...userStates.map((value) => ({ value, label: userLooks[value].word })),
          ]}
        />
        {create}
      </search>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The accounts" />
        ) : !data ? (
          <Loading rows={6} label="Loading accounts" />
        ) : data.items.length === 0 && !place.cursor ? (
          <Nobody filtered={Boolean(search.q || search.state)} isServer={isServer} />
        ) : (
          <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale-list' : ''}>
            <AccountsTable enterprise={enterprise} accounts={data.items} ask={mayWrite ? dialog.open : null} />
            <Pager
              list={`accounts ${enterprise.slug} ${search.q} ${search.state}`}
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
      <CreateAccountDialog enterprise={enterprise.slug} opened={creating} close={() => setCreating(false)} />
      <AccountDialog enterprise={enterprise.slug} dialog={dialog} />
    </>
  )
}

const actions: Record<
  Asked['action'],
  { button: string; text: string; done: string; body?: { suspended: boolean } | { owner: boolean } }
> = {
  suspend: {
    button: 'Suspend',
    text: 'Signs out at once; tokens and keys are kept and open nothing until the account is unsuspended.',
    done: 'is suspended and signed out',
    body: { suspended: true },
  },
  unsuspend: {
    button: 'Unsuspend',
    text: 'Can sign in again; tokens and keys work again.',
    done: 'can sign in again',
    body: { suspended: false },
  },
  promote: {
    button: 'Make an owner',
    text: 'Becomes an enterprise owner, who may change everything.',
    done: 'is an enterprise owner',
    body: { owner: true },
  },
  demote: {
    button: 'Take the role',
    text: 'Is an ordinary user again.',
    done: 'is an ordinary user',
    body: { owner: false },
  },
  delete: {
    button: 'Delete',
    text: 'Repositories, tokens and settings go with the account, and nothing brings it back.',
    done: 'is deleted',
  },
}

function AccountDialog({ enterprise, dialog }: { enterprise: string; dialog: ReturnType<typeof useDialog<Asked>> }) {
  const { about } = dialog
  const action = actions[about?.action ?? 'suspend']
  const login = about?.account.login ?? ''
  return (
    <ConfirmDialog
      opened={dialog.opened}
      close={dialog.close}
      closed={dialog.closed}
      title={`${action.button}: ${login}?`}
      button={action.button}
      {...(about?.action === 'delete' ? { typed: login } : {})}
      run={async () => {
        if (!about) return
        const params = { enterprise, id: String(about.account.id) }
        if (action.body) await call(updateAccount, { params, body: action.body })
        else await call(deleteAccount, { params })
        notifications.show({ message: `${login} ${action.done}.` })
        await refresh(listAccounts)
      }}
    >
      <p>{action.text}</p>
    </ConfirmDialog>
  )
}

function AccountsTable({
  enterprise,
  accounts,
  ask,
}: {
  enterprise: EnterpriseDetail
  accounts: readonly Account[]
  ask: ((asked: Asked) => void) | null
}) {
  return (
    <div className="table-frame">
      <table className="table folds people-in-table">
        <caption className="hidden-visually">Accounts</caption>
        <thead>
          <tr>
            <th scope="col">Login</th>
            <th scope="col">E-mail</th>
            <th scope="col">Came by</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            {ask ? (
              <th scope="col">
                <span className="hidden-visually">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr key={account.id}>
              <td className="lead">
                <Link
                  to="/directory/$enterprise"
                  params={{ enterprise: enterprise.slug }}
                  search={{ tab: 'why', who: String(account.id) }}
                >
                  {account.login}
                </Link>
                {account.displayName ? <span className="person-name">{account.displayName}</span> : null}
              </td>
              <td className="secondary" data-label="e-mail">
                {account.email ?? <span className="muted">none</span>}
              </td>
              <td className="secondary">
                {origins[account.origin]}
                {account.identity ? <span className="badge">linked to SCIM</span> : null}
              </td>
              <td className="secondary">{account.role.replaceAll('_', ' ')}</td>
              <td>
                <State look={userLooks[account.suspension === null ? 'active' : 'suspended']} />
                {account.suspension ? <p className="muted small">{suspensions[account.suspension]}</p> : null}
              </td>
              {ask ? (
                <td className="number">{account.identity ? null : <Actions account={account} ask={ask} />}</td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Actions({ account, ask }: { account: Account; ask: (asked: Asked) => void }) {
  const offered: Asked['action'][] = [
    account.suspension === null ? 'suspend' : 'unsuspend',
    account.role === 'enterprise_owner' ? 'demote' : 'promote',
    'delete',
  ]
  return (
    <span className="row account-actions">
      {offered.map((action) => (
        <Button
          key={action}
          size="xs"
          variant="default"
          aria-label={`${actions[action].button}: ${account.login}`}
          onClick={() => ask({ account, action })}
        >
          {actions[action].button}
        </Button>
      ))}
    </span>
  )
}

function Nobody({ filtered, isServer }: { filtered: boolean; isServer: boolean }) {
  if (filtered)
    return (
      <Empty icon={SearchIcon} title="No account matches">
        <p>The search looks at how the login begins.</p>
      </Empty>
    )
  return (
    <Empty icon={PersonIcon} title="No account yet">
      <p>
        {isServer
          ? 'Accounts come by SCIM, by the first sign-in over SAML while SCIM is off, or are made by hand here.'
          : 'Accounts of managed users come by SCIM alone.'}
      </p>
    </Empty>
  )
}
