import { type ReactNode, useEffect, useRef } from 'react'
import { CopyButton } from './copy-button.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { Notice } from './notice.tsx'
import './shown-once.css'

/** What the server answers once. It takes the focus when it appears, and is not left behind by mistake before it is kept. */
export function OnceFrame({ label, kept, children }: { label: string; kept: () => boolean; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => frame.current?.focus(), [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields, and here are none
    <div className="shown-once focus-quiet" role="group" aria-label={label} tabIndex={-1} ref={frame}>
      {children}
      <LeaveGuard when={() => !kept()} title="Leave without it?">
        {label}: it is not shown again. If you leave now and have not kept it, it is gone.
      </LeaveGuard>
    </div>
  )
}

/** A value that the server answers once: to select, to copy, with a warning that it does not come back. */
export function ShownOnce({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  const copied = useRef(false)
  return (
    <OnceFrame label={label} kept={() => copied.current}>
      <div className="shown-once-head">
        <span className="strong">{label}</span>
        <CopyButton
          text={value}
          onCopy={() => {
            copied.current = true
          }}
        />
      </div>
      <code className="shown-once-value">{value}</code>
      <Notice tone="warn">{children}</Notice>
    </OnceFrame>
  )
}
