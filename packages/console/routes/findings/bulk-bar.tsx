import { Button, CloseButton, Menu } from '@mantine/core'
import {
  CalendarIcon,
  CircleSlashIcon,
  ClockIcon,
  KebabHorizontalIcon,
  LawIcon,
  PersonIcon,
} from '@primer/octicons-react'
import { number, plural } from '../../ui/words.ts'
import type { ChangeKind } from './change.ts'
import { useSelection } from './selection.tsx'
import './bulk-bar.css'

/** What can be done with the selected findings, at the foot of the page. */
export function BulkBar({ act }: { act: (kind: ChangeKind) => void }) {
  const selection = useSelection()
  if (!selection || selection.count === 0) return null
  const { count, offer, whole } = selection
  return (
    <section className="bulk-bar" aria-label="Selected findings">
      <span className="bulk-count" role="status">
        {whole ? `All ${plural(count, 'finding')} of this list` : `${plural(count, 'finding')} selected`}
      </span>
      {!whole && offer && offer.total > count ? (
        <button type="button" className="bulk-all" onClick={selection.chooseAll}>
          Select all {number(offer.total)} that match
        </button>
      ) : null}
      <span className="bulk-actions">
        <Button size="xs" variant="default" leftSection={<PersonIcon size={14} />} onClick={() => act('assign')}>
          Assign
        </Button>
        <Button size="xs" variant="default" leftSection={<LawIcon size={14} />} onClick={() => act('excepted')}>
          Except
        </Button>
        <Menu position="top-end" width={200}>
          <Menu.Target>
            <Button size="xs" variant="default" leftSection={<KebabHorizontalIcon size={14} />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<CalendarIcon size={14} />} onClick={() => act('due')}>
              Due date
            </Menu.Item>
            <Menu.Item leftSection={<ClockIcon size={14} />} onClick={() => act('snoozed')}>
              Snooze
            </Menu.Item>
            <Menu.Item leftSection={<CircleSlashIcon size={14} />} onClick={() => act('false_positive')}>
              False positive
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <CloseButton aria-label="Select nothing" onClick={selection.clear} />
      </span>
    </section>
  )
}
