import { Button, Skeleton } from '@mantine/core'
import { AlertIcon, LockIcon, type OcticonProps, SearchIcon, SyncIcon, UnlinkIcon } from '@primer/octicons-react'
import { ApiError, type Permission, rolePermissions, roles, roleTitles } from '@rollcall/api'
import type { ComponentType, ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import './empty.css'

/** What stands where nothing stands: nothing yet, nothing that matches, not allowed, failed. */
export function Empty({
  icon: Icon,
  title,
  children,
  actions,
  role,
}: {
  icon?: ComponentType<OcticonProps>
  title: string
  children?: ReactNode
  actions?: ReactNode
  role?: 'alert'
}) {
  return (
    <div className="empty" {...(role ? { role } : {})}>
      {Icon ? (
        <span className="empty-icon">
          <Icon size={24} />
        </span>
      ) : null}
      <p className="empty-title">{title}</p>
      {children ? <div className="empty-text">{children}</div> : null}
      {actions ? <div className="empty-actions">{actions}</div> : null}
    </div>
  )
}

/** There are some, and the filters let none through. */
export function NothingMatches({
  title,
  clear,
  children,
}: {
  title: string
  clear: () => unknown
  children?: ReactNode
}) {
  return (
    <Empty
      icon={SearchIcon}
      title={title}
      actions={
        <Button variant="default" onClick={clear}>
          Clear the filters
        </Button>
      }
    >
      {children}
    </Empty>
  )
}

/** Says what failed, what to do, and what to quote when asking for help. */
export function Failed({ error, retry, what }: { error: unknown; retry?: () => unknown; what: string }) {
  if (error instanceof ApiError && error.status === 403) return <Refused error={error} />
  const known = error instanceof ApiError ? error : null
  return (
    <Empty
      role="alert"
      icon={known ? AlertIcon : UnlinkIcon}
      title={known ? `${what} could not be loaded` : 'Rollcall did not answer'}
      actions={
        <>
          {retry ? (
            <Button variant="default" leftSection={<SyncIcon size={14} />} onClick={() => retry()}>
              Try again
            </Button>
          ) : null}
          {known?.requestId ? <CopyButton text={known.requestId}>Copy request id</CopyButton> : null}
        </>
      }
    >
      {known ? (
        <>
          <p>{known.message}</p>
          <p>{known.fix}</p>
          {known.requestId ? <p className="mono muted">{known.requestId}</p> : null}
        </>
      ) : (
        <p>The server cannot be reached from this browser. Check that it runs and that the network is up.</p>
      )}
    </Empty>
  )
}

function Refused({ error }: { error: ApiError }) {
  return (
    <Empty icon={LockIcon} title="Not allowed">
      <p>{error.message}</p>
      <p>{error.fix}</p>
    </Empty>
  )
}

/** For a page that the person's role does not open: which roles do, and who can give one. */
export function NotAllowed({ needs, role, what }: { needs: Permission; role: string; what: string }) {
  const able = roles.filter((one) => rolePermissions[one].includes(needs)).map((one) => roleTitles[one].title)
  return (
    <Empty icon={LockIcon} title={`Your role does not open ${what}`}>
      <p>
        You are signed in as <span className="strong">{role}</span>. This page needs the permission <code>{needs}</code>
        , which {able.length === 1 ? 'only the role' : 'the roles'} {listWords(able)}{' '}
        {able.length === 1 ? 'has' : 'have'}.
      </p>
      <p>An admin can change your role in Settings › People.</p>
    </Empty>
  )
}

export function listWords(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** Grey lines of the height that the rows will have. */
export function Loading({
  rows = 6,
  height = 22,
  label = 'Loading',
}: {
  rows?: number
  height?: number
  label?: string
}) {
  return (
    <div className="loading" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <Skeleton key={row} height={height} radius={5} width={`${96 - ((row * 13) % 34)}%`} />
      ))}
    </div>
  )
}
