import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { PersonIcon, PlusIcon } from '@primer/octicons-react'
import { type Account, deleteAccount, type EnterpriseDetail, listAccounts, updateAccount } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Breakable } from '../../ui/breakable.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterBar, FilterChoice } from '../../ui/filter-bar.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { ConnectLink } from './connect-link.tsx'
import { CreateAccountDialog } from './create-account-dialog.tsx'
import { userStates } from './directory-search.ts'
import { PersonDrawer } from './person-drawer.tsx'
import { SeeLink } from './see-link.tsx'
import { userLooks } from './states.ts'
import { useList } from './use-list.ts'

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
  const { search, asked, filter, ...paging } = useList()
  const { q, state } = search
  const accounts = useQuery({
    ...read(listAccounts, {
      params: { enterprise: enterprise.slug },
      query: { ...asked, ...(state ? { state } : {}) },
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
      <FilterBar what="accounts" placeholder="Beginning of the login" value={q} change={(next) => filter({ q: next })}>
        <FilterChoice
          label="State"
          value={state}
          choices={userStates.map((value) => [value, userLooks[value].word])}
          change={(next) => filter({ state: next })}
        />
        {accounts.data?.items.length ? create : null}
      </FilterBar>
      <Card flush>
        <Listed
          what="accounts"
          asked={accounts}
          paging={{ ...paging, list: `accounts ${enterprise.slug} ${q} ${state}` }}
          empty={
            q || state ? (
              <NothingMatches title="No account matches" clear={() => filter({ q: undefined, state: undefined })}>
                <p>The search looks at how the login begins.</p>
              </NothingMatches>
            ) : (
              <Empty
                icon={PersonIcon}
                title="No account yet"
                actions={isServer ? create : <ConnectLink enterprise={enterprise.slug} />}
              >
                <p>
                  {isServer
                    ? 'Accounts come by SCIM, by the first sign-in over SAML while SCIM is off, or are made by hand here.'
                    : 'Accounts of managed users come by SCIM alone.'}
                </p>
              </Empty>
            )
          }
        >
          {(items) => <AccountsTable enterprise={enterprise} accounts={items} ask={mayWrite ? dialog.open : null} />}
        </Listed>
      </Card>
      <CreateAccountDialog enterprise={enterprise.slug} opened={creating} close={() => setCreating(false)} />
      <AccountDialog enterprise={enterprise.slug} dialog={dialog} />
      <PersonDrawer enterprise={enterprise.slug} />
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
    <Table
      caption="Accounts"
      className="people-in-table"
      columns={['Login', 'E-mail', 'Came by', 'Role', 'State', ask ? ['Actions', 'hidden'] : null]}
    >
      {accounts.map((account) => (
        <tr key={account.id} className={account.identity ? 'leads-on' : ''}>
          <td className="lead">
            {account.identity ? (
              <SeeLink id={account.identity}>
                <Breakable text={account.login} />
              </SeeLink>
            ) : (
              <Link
                to="/directory/$enterprise"
                params={{ enterprise: enterprise.slug }}
                search={{ tab: 'why', who: String(account.id) }}
              >
                <Breakable text={account.login} />
              </Link>
            )}
            {account.displayName ? <span className="person-name">{account.displayName}</span> : null}
          </td>
          <td className="secondary" data-label="e-mail">
            {account.email ? <Breakable text={account.email} /> : <span className="muted">none</span>}
          </td>
          <td className="secondary">
            {origins[account.origin]} {account.identity ? <span className="badge">linked to SCIM</span> : null}
          </td>
          <td className="secondary">{account.role.replaceAll('_', ' ')}</td>
          <td>
            <State look={userLooks[account.suspension === null ? 'active' : 'suspended']} />
            {account.suspension ? <p className="muted small">{suspensions[account.suspension]}</p> : null}
          </td>
          {ask ? <td className="number">{account.identity ? null : <Actions account={account} ask={ask} />}</td> : null}
        </tr>
      ))}
    </Table>
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
