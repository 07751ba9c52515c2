import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CheckCircleIcon, ClockIcon, XCircleIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, listMails, type Mail, retryMails } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Table } from '../../ui/table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'

const looks = {
  sent: { tone: 'good', word: 'Sent', icon: CheckCircleIcon },
  waiting: { tone: 'warn', word: 'Waiting', icon: ClockIcon },
  given_up: { tone: 'bad', word: 'Given up', icon: XCircleIcon },
} as const

const aboutStreams = { streams_failing: 'streams that fail', streams_recovered: 'streams that work again' }

/** E-mails: whether they can be sent, what waits and why. */
export function MailCard({ enterprise: { slug, kind } }: { enterprise: EnterpriseDetail }) {
  const params = { enterprise: slug }
  const { data, error, refetch } = useQuery(read(listMails, { params, query: { limit: 20 } }))
  const mayWrite = useMay('directory:write')
  const retry = useMutation({
    mutationFn: () => call(retryMails, { params }),
    onSuccess: async ({ count }) => {
      notifications.show({ message: `${plural(count, 'e-mail')} will be tried now.` })
      await refresh(listMails)
    },
  })
  const unsent = data?.items.some((mail) => mail.state !== 'sent') ?? false
  return (
    <Card
      flush
      title="E-mail"
      lead={`${kind === 'ghes' ? 'Whom SCIM provisions is told the username and where to sign in. ' : ''}Admins are told when a stream of the audit log fails, and when it works again.`}
      actions={
        mayWrite && unsent ? (
          <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
            Send now
          </Button>
        ) : null
      }
    >
      <FormProblem error={retry.error} />
      {error && !data ? (
        <Failed error={error} retry={refetch} what="The e-mails" />
      ) : !data ? (
        <Loading rows={2} label="Loading e-mails" />
      ) : !data.ready && data.items.length === 0 ? (
        <p className="card-text secondary">
          No mail server is set up, so that none is written. Set <code>ROLLCALL_SMTP_URL</code> and{' '}
          <code>ROLLCALL_SMTP_FROM</code>, and start again.
        </p>
      ) : data.items.length === 0 ? (
        <p className="card-text secondary">None yet.</p>
      ) : (
        <MailTable mails={data.items} total={data.total} />
      )}
    </Card>
  )
}

function MailTable({ mails, total }: { mails: readonly Mail[]; total: number }) {
  return (
    <Table caption={`E-mails, the last ${mails.length} of ${total}`} columns={['To', 'About', 'State', 'When']}>
      {mails.map((mail) => (
        <tr key={mail.id}>
          <td className="lead">
            {mail.to}
            {mail.error ? <p className="token-warning">{mail.error}</p> : null}
          </td>
          <td className="secondary" data-label="about">
            {mail.kind === 'onboarding' ? <span className="mono">{mail.login}</span> : aboutStreams[mail.kind]}
          </td>
          <td>
            <State look={looks[mail.state]} />
          </td>
          <td className="secondary">
            <RelativeTime at={mail.sentAt ?? mail.madeAt} />
            {mail.attempts > 1 ? <p className="muted small">{plural(mail.attempts, 'attempt')}</p> : null}
          </td>
        </tr>
      ))}
    </Table>
  )
}
