import { OrganizationIcon, PlusIcon } from '@primer/octicons-react'
import { type Enterprise, listEnterprises } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { number, plural } from '../../ui/words.ts'
import { kindTitles, providerTitles } from './states.ts'
import './directory.css'

/** Every managed enterprise: what identity providers can provision into. */
export function DirectoryPage() {
  const { data, error, refetch } = useQuery(read(listEnterprises))
  const mayWrite = useMay('directory:write')
  const enterprises = data?.items ?? []
  const create = mayWrite ? (
    <LinkButton to="/directory/new" leftSection={<PlusIcon size={14} />}>
      Create an enterprise
    </LinkButton>
  ) : null
  return (
    <Page
      title="Directory"
      lead="Managed enterprises: users and groups that an identity provider keeps by SCIM, by the rules that GitHub Enterprise has for it."
      actions={enterprises.length > 0 ? create : null}
    >
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The enterprises" />
        ) : !data ? (
          <Loading rows={3} height={44} label="Loading enterprises" />
        ) : enterprises.length === 0 ? (
          <Empty icon={OrganizationIcon} title="No enterprise yet" actions={create}>
            <p>
              An enterprise takes what an identity provider sends by SCIM and answers as GitHub Enterprise does: logins,
              suspensions, groups and audit events included.
            </p>
            <p>Rehearse provisioning here, away from production, or keep here who should have access.</p>
            {mayWrite ? null : <p>An admin can create one.</p>}
          </Empty>
        ) : (
          <EnterprisesTable enterprises={enterprises} />
        )}
      </Card>
    </Page>
  )
}

function EnterprisesTable({ enterprises }: { enterprises: readonly Enterprise[] }) {
  return (
    <Table
      caption="Enterprises"
      className="enterprises-table"
      columns={[
        'Enterprise',
        'Kind',
        'Identity provider',
        ['Users', 'number'],
        ['Suspended', 'number'],
        ['Groups', 'number'],
        'Notices',
      ]}
    >
      {enterprises.map((one) => (
        <tr key={one.slug} className="leads-on">
          <td className="lead">
            <Link to="/directory/$enterprise" params={{ enterprise: one.slug }} className="row-link" data-row-link>
              {one.name}
            </Link>
            <p className="muted small">{one.shortCode ? `${one.slug} · logins end in _${one.shortCode}` : one.slug}</p>
          </td>
          <td className="secondary">{kindTitles[one.kind]}</td>
          <td className="secondary">
            {one.identityProvider === 'other' ? 'Other' : providerTitles[one.identityProvider]}
          </td>
          <td className="number" data-label="users">
            {number(one.users)}
          </td>
          <td className="number" data-label="suspended">
            {number(one.suspended)}
          </td>
          <td className="number" data-label="groups">
            {number(one.groups)}
          </td>
          <td data-label="notices">
            {one.notices.length === 0 ? (
              <span className="muted">None</span>
            ) : (
              <span className="badge warn">{plural(one.notices.length, 'notice')}</span>
            )}
          </td>
        </tr>
      ))}
    </Table>
  )
}
