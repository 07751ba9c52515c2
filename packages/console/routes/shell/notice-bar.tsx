import { ActionIcon } from '@mantine/core'
import { AlertIcon, XCircleIcon, XIcon } from '@primer/octicons-react'
import { dismissNotice, listNotices, type Notice } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { LinkedText } from '../../ui/linked-text.tsx'
import { ExternalLink } from '../../ui/notice.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import './notice-bar.css'

const shownAtOnce = 3

const titles: Record<Notice['kind'], string> = {
  unreachable: 'does not answer',
  credential_failing: 'refuses the credential',
  credential_expiring: 'needs a new credential soon',
  permission_missing: 'shows less than before',
  organization_lost: 'has lost an organization',
  app_suspended: 'has suspended the App',
  app_uninstalled: 'has uninstalled the App',
  app_narrowed: 'gives the App less than before',
}

/** After these nothing is read at all. */
const grave: readonly Notice['kind'][] = ['unreachable', 'credential_failing', 'app_suspended', 'app_uninstalled']

/** What somebody should know about connections, on every page, until it is over or they put it aside. */
export function NoticeBar() {
  const mayRead = useMay('connections:read')
  const { data } = useQuery({ ...read(listNotices), enabled: mayRead })
  const path = useRouterState({ select: (state) => state.location.pathname })
  // The page of a connection tells of it by itself.
  const notices = (data?.items ?? []).filter((one) => !one.dismissed && !path.endsWith(`/${one.connectionId}`))
  const more = notices.length - shownAtOnce
  return (
    <div role="status" aria-label="Notices">
      {notices.slice(0, shownAtOnce).map((notice) => (
        <Line key={notice.id} notice={notice} />
      ))}
      {more > 0 ? (
        <p className="notice-line more">
          <Link to="/connections">
            {more} more {more === 1 ? 'notice' : 'notices'} about connections
          </Link>
        </p>
      ) : null}
    </div>
  )
}

function Line({ notice }: { notice: Notice }) {
  const { id, kind, connectionId, connectionName, detail, fix, link, raisedAt } = notice
  const bad = grave.includes(kind)
  const dismiss = useMutation({
    mutationFn: () => call(dismissNotice, { params: { id } }),
    onSettled: () => refresh(listNotices),
  })
  return (
    <div className={`notice-line ${bad ? 'bad' : 'warn'}`}>
      <span className="notice-line-icon">{bad ? <XCircleIcon size={16} /> : <AlertIcon size={16} />}</span>
      <div className="notice-line-words">
        <p>
          <Link
            to="/connections/$id"
            params={{ id: connectionId }}
            search={kind.startsWith('credential') ? { tab: 'credential' } : {}}
            className="strong"
          >
            {connectionName}
          </Link>{' '}
          <span className="strong">{titles[kind]}</span>
          <span className="muted small">
            {' '}
            · since <RelativeTime at={raisedAt} />
          </span>
        </p>
        <p className="small">
          <LinkedText text={`${detail} ${fix}`} />
          {link ? (
            <>
              {' '}
              <ExternalLink href={link}>Open the page for it</ExternalLink>
            </>
          ) : null}
        </p>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Dismiss for you: ${connectionName} ${titles[kind]}`}
        loading={dismiss.isPending}
        onClick={() => dismiss.mutate()}
      >
        <XIcon size={16} />
      </ActionIcon>
    </div>
  )
}
