import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  CheckCircleIcon,
  KebabHorizontalIcon,
  PlusIcon,
  ServerIcon,
  SkipIcon,
  XCircleIcon,
} from '@primer/octicons-react'
import {
  type AuditStream,
  type EnterpriseDetail,
  listAuditStreams,
  removeAuditStream,
  testAuditStream,
  updateAuditStream,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import { plural } from '../../ui/words.ts'
import { kindNames, StreamDialog } from './stream-form.tsx'

const looks = {
  active: { tone: 'good', word: 'Active', icon: CheckCircleIcon },
  failing: { tone: 'bad', word: 'Failing', icon: XCircleIcon },
  paused: { tone: 'calm', word: 'Paused', icon: SkipIcon },
} as const

/** Where the audit log is carried, and how each way is. */
export function StreamsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const params = { enterprise: enterprise.slug }
  const { data, error, refetch } = useQuery({ ...read(listAuditStreams, { params }), refetchInterval: 5000 })
  const mayWrite = useMay('directory:write')
  // Null: one that is new.
  const form = useDialog<AuditStream | null>()
  const removing = useDialog<AuditStream>()
  const create = mayWrite ? (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => form.open(null)}>
      Create a stream
    </Button>
  ) : null
  return (
    <>
      <Card
        title="Streams"
        lead="Each carries every event of the audit log, at least once: a receiver tells repeats by _document_id."
        actions={data && data.items.length > 0 ? create : null}
      >
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The streams" />
        ) : !data ? (
          <Loading rows={3} label="Loading streams" />
        ) : data.items.length === 0 ? (
          <Empty icon={ServerIcon} title="No stream yet" actions={create}>
            <p>A stream sends the audit log to Splunk, an HTTPS collector, S3 storage or a file, as it is written.</p>
          </Empty>
        ) : (
          <ul className="streams">
            {data.items.map((stream) => (
              <StreamItem
                key={stream.id}
                enterprise={enterprise.slug}
                stream={stream}
                may={mayWrite ? { edit: form.open, remove: removing.open } : null}
              />
            ))}
          </ul>
        )}
      </Card>
      <StreamDialog enterprise={enterprise.slug} dialog={form} />
      <ConfirmDialog
        opened={removing.opened}
        close={removing.close}
        closed={removing.closed}
        title={`Remove the stream to ${removing.about?.leadsTo ?? ''}?`}
        button="Remove the stream"
        run={async () => {
          if (!removing.about) return
          await call(removeAuditStream, { params: { ...params, id: removing.about.id } })
          notifications.show({ message: 'The stream is removed.' })
          await refresh(listAuditStreams)
        }}
      >
        <p>Nothing more is sent there, and its secret is forgotten. What was sent stays where it is.</p>
        {removing.about && removing.about.waiting > 0 ? (
          <p>{plural(removing.about.waiting, 'event')} that wait for it will not be sent.</p>
        ) : null}
      </ConfirmDialog>
    </>
  )
}

function StreamItem({
  enterprise,
  stream,
  may,
}: {
  enterprise: string
  stream: AuditStream
  may: { edit: (stream: AuditStream) => void; remove: (stream: AuditStream) => void } | null
}) {
  const params = { enterprise, id: stream.id }
  const change = useMutation({
    mutationFn: (body: { enabled?: boolean; from?: 'oldest' | string }) => call(updateAuditStream, { params, body }),
    onSettled: () => refresh(listAuditStreams),
  })
  const check = useMutation({
    mutationFn: () => call(testAuditStream, { params }),
    onSettled: () => refresh(listAuditStreams),
  })
  return (
    <li className="stream" aria-label={`Stream to ${stream.leadsTo}`}>
      <div className="row spread stream-head">
        <div>
          <h3 className="mono stream-name">{stream.leadsTo}</h3>
          <p className="muted small">{kindNames[stream.kind]}</p>
        </div>
        <State look={looks[stream.state]} />
      </div>
      {stream.problem ? (
        <Notice tone="bad" title={stream.problem}>
          {stream.failingSince ? (
            <>
              Failing since <RelativeTime at={stream.failingSince} />, {plural(stream.failures, 'time')} so far.{' '}
            </>
          ) : null}
          {stream.nextTryAt ? (
            <>
              Tried again <RelativeTime at={stream.nextTryAt} />. Nothing is lost.
            </>
          ) : null}
        </Notice>
      ) : null}
      <StreamFacts stream={stream} />
      <FormProblem error={change.error ?? check.error} />
      <div role="status">
        {check.data ? (
          <Notice
            tone={check.data.problem ? 'bad' : 'info'}
            title={check.data.problem ?? 'The destination took the check event.'}
          />
        ) : null}
      </div>
      {may ? (
        <div className="row">
          <Button size="xs" variant="default" onClick={() => may.edit(stream)}>
            Edit
          </Button>
          <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
            Test
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ enabled: !stream.enabled })}
          >
            {stream.enabled ? 'Pause' : 'Resume'}
          </Button>
          <Menu position="bottom-start">
            <Menu.Target>
              <Button size="xs" variant="default" aria-label="More">
                <KebabHorizontalIcon size={14} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => change.mutate({ from: new Date(Date.now() - 86_400_000).toISOString() })}>
                Send the last day again
              </Menu.Item>
              <Menu.Item onClick={() => change.mutate({ from: 'oldest' })}>Send everything again</Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => may.remove(stream)}>
                Remove the stream
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      ) : null}
    </li>
  )
}

function StreamFacts({ stream }: { stream: AuditStream }) {
  return (
    <Facts>
      <Fact name="Delivered">
        {plural(stream.delivered, 'event')}
        {stream.deliveredAt ? (
          <>
            , last <RelativeTime at={stream.deliveredAt} />
          </>
        ) : null}
      </Fact>
      <Fact name="Waiting">{plural(stream.waiting, 'event')}</Fact>
      {stream.skipped > 0 ? (
        <Fact name="Never sent">{plural(stream.skipped, 'event')}, too old when it went on</Fact>
      ) : null}
      {stream.pausedAt ? (
        <Fact name="Paused">
          <RelativeTime at={stream.pausedAt} />. Seven days are kept; after three weeks it starts fresh.
        </Fact>
      ) : null}
      {stream.checkedAt ? (
        <Fact name="Checked">
          <RelativeTime at={stream.checkedAt} />
        </Fact>
      ) : null}
      <Fact name="Created">
        <RelativeTime at={stream.createdAt} /> by {stream.createdBy}
      </Fact>
    </Facts>
  )
}
