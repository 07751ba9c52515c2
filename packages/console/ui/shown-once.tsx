import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { Notice } from './notice.tsx'
import './shown-once.css'

/** A value that the server answers once: to select, to copy, with a warning that it does not come back. */
export function ShownOnce({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div className="shown-once">
      <div className="shown-once-head">
        <span className="strong">{label}</span>
        <CopyButton text={value} />
      </div>
      <code className="shown-once-value">{value}</code>
      <Notice tone="warn">{children}</Notice>
    </div>
  )
}
