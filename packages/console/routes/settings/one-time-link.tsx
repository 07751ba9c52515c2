import { Button } from '@mantine/core'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { dateOf } from '../../ui/time.tsx'
import '../../ui/dialog.css'

/** A link to hand over, shown once. */
export function OneTimeLink({
  link,
  expiresAt,
  name,
  lets,
  close,
}: {
  link: string
  expiresAt: string
  name: string
  /** What it lets the person do. */
  lets: string
  close: () => void
}) {
  return (
    <div className="dialog-form">
      <p>
        Hand this link to <span className="strong">{name}</span>. It {lets}, once, until {dateOf(expiresAt)}.
      </p>
      <ShownOnce label="One-time link" value={link}>
        It is not shown again. Whoever has it can use it, so send it where only {name} reads.
      </ShownOnce>
      <div className="dialog-actions">
        <Button onClick={close}>Done</Button>
      </div>
    </div>
  )
}
