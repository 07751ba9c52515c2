import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { LinkIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listSignInLinks, removeSignInLink, type SignInLink } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { call, read, refresh } from '../../api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { number } from '../../ui/words.ts'

/** Which identity each account signed in with: one identity, one account. */
export function SignInLinks({ enterprise, mayWrite }: { enterprise: EnterpriseDetail; mayWrite: boolean }) {
  const params = { enterprise: enterprise.slug }
  const links = useQuery(read(listSignInLinks, { params, query: { limit: 50 } }))
  const { data } = links
  const dialog = useDialog<SignInLink>()
  return (
    <Card
      flush
      title="Who has signed in"
      lead={
        data && data.total > data.items.length
          ? `The last ${data.items.length} of ${number(data.total)} accounts, with the identity that each is linked to.`
          : 'Each account with the identity that it is linked to since its first sign-in.'
      }
    >
      <Listed
        what="linked accounts"
        asked={links}
        rows={3}
        height={40}
        empty={
          <Empty icon={LinkIcon} title="Nobody has signed in yet">
            <p>An account is linked to an identity when its user signs in for the first time.</p>
          </Empty>
        }
      >
        {(items) => <LinksTable links={items} unlink={mayWrite ? dialog.open : null} />}
      </Listed>
      <ConfirmDialog
        opened={dialog.opened}
        close={dialog.close}
        closed={dialog.closed}
        title={`Unlink ${dialog.about?.login ?? 'the account'}?`}
        button="Unlink"
        run={async () => {
          if (!dialog.about) return
          await call(removeSignInLink, { params: { ...params, account: dialog.about.accountId } })
          notifications.show({ message: `${dialog.about.login} is unlinked.` })
          await refresh(listSignInLinks)
        }}
      >
        <p>
          The next identity that signs in as this user becomes its own. Until then the identity{' '}
          <span className="mono">{dialog.about?.identity}</span> may sign in as another.
        </p>
      </ConfirmDialog>
    </Card>
  )
}

function LinksTable({ links, unlink }: { links: readonly SignInLink[]; unlink: ((link: SignInLink) => void) | null }) {
  return (
    <Table
      caption="Linked accounts"
      columns={['Account', 'Identity', 'Last signed in', unlink ? ['Actions', 'hidden'] : null]}
    >
      {links.map((link) => (
        <tr key={link.accountId}>
          <td className="lead strong">{link.login}</td>
          <td className="mono link-identity">{link.identity}</td>
          <td className="secondary" data-label="last signed in">
            <RelativeTime at={link.usedAt} />
          </td>
          {unlink ? (
            <td className="number">
              <Button
                size="xs"
                variant="default"
                data-row-link
                aria-label={`Unlink ${link.login}`}
                onClick={() => unlink(link)}
              >
                Unlink
              </Button>
            </td>
          ) : null}
        </tr>
      ))}
    </Table>
  )
}
