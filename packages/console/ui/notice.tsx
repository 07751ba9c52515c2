import { AlertIcon, InfoIcon, LinkExternalIcon, XCircleIcon } from '@primer/octicons-react'
import type { Gap } from '@rollcall/api'
import type { ReactNode } from 'react'
import { UnseenIcon } from './state.tsx'
import './notice.css'

const icons = { info: InfoIcon, warn: AlertIcon, bad: XCircleIcon, unseen: UnseenIcon }

export function Notice({
  tone = 'info',
  title,
  children,
  actions,
  role,
}: {
  tone?: keyof typeof icons
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  role?: 'alert' | 'status'
}) {
  const Icon = icons[tone]
  return (
    <div className={`notice ${tone}`} {...(role ? { role } : {})}>
      <span className="notice-icon">
        <Icon size={16} />
      </span>
      <div className="notice-body">
        {title ? <div className="notice-title">{title}</div> : null}
        {children ? <div>{children}</div> : null}
        {actions ? <div className="notice-actions">{actions}</div> : null}
      </div>
    </div>
  )
}

export const gapReasons: Record<Gap['reason'], string> = {
  permission: 'Permission is missing',
  plan: 'Not part of the plan',
  api: 'The system did not answer',
  stale: 'Kept from an earlier scan',
  truncated: 'Cut short',
}

/** Why something could not be seen, and what would let it be seen. */
export function GapNotice({ gap, title, children }: { gap: Gap; title?: string; children?: ReactNode }) {
  return (
    <Notice tone="unseen" title={title ?? gapReasons[gap.reason]} actions={children}>
      <p>{gap.detail}</p>
      <p className="notice-fix">
        <span className="strong">To see it: </span>
        {gap.fix}
        {gap.link ? (
          <>
            {' '}
            <ExternalLink href={gap.link}>Open the page for it</ExternalLink>
          </>
        ) : null}
      </p>
    </Notice>
  )
}

/** A link out of the console. Anything but http and https is shown and not linked. */
export function ExternalLink({ href, children }: { href: string; children?: ReactNode }) {
  if (!/^https?:\/\//.test(href)) return <span className="mono">{href}</span>
  return (
    <a href={href} target="_blank" rel="noreferrer" className="external-link">
      {children ?? href.replace(/^https?:\/\//, '')}
      <LinkExternalIcon size={12} aria-label="opens in a new tab" />
    </a>
  )
}
