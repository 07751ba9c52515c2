import { Button, Menu } from '@mantine/core'
import {
  CalendarIcon,
  CircleSlashIcon,
  ClockIcon,
  EyeIcon,
  LawIcon,
  PersonIcon,
  TriangleDownIcon,
} from '@primer/octicons-react'
import type { FindingDetail } from '@rollcall/api'
import { dateOf } from '../../ui/time.tsx'
import type { ChangeKind } from './change.ts'

/** Who works on it, until when, and what can be decided. */
export function FindingActions({ finding, act }: { finding: FindingDetail; act: (kind: ChangeKind) => void }) {
  const { assignee, dueAt, status } = finding
  return (
    <div className="row">
      <Button size="xs" variant="default" leftSection={<PersonIcon size={14} />} onClick={() => act('assign')}>
        {assignee ? assignee.name : 'Assign'}
      </Button>
      <Button size="xs" variant="default" leftSection={<CalendarIcon size={14} />} onClick={() => act('due')}>
        {dueAt ? `Due ${dateOf(dueAt)}` : 'Due'}
      </Button>
      {status === 'resolved' ? null : (
        <Menu position="bottom-start" width={210}>
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<TriangleDownIcon size={14} />}>
              Decide
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<LawIcon size={14} />} onClick={() => act('excepted')}>
              Except …
            </Menu.Item>
            <Menu.Item leftSection={<ClockIcon size={14} />} onClick={() => act('snoozed')}>
              Snooze …
            </Menu.Item>
            {finding.gap?.attestable ? (
              <Menu.Item leftSection={<EyeIcon size={14} />} onClick={() => act('attested')}>
                Attest …
              </Menu.Item>
            ) : null}
            {status === 'unknown' ? null : (
              <Menu.Item leftSection={<CircleSlashIcon size={14} />} onClick={() => act('false_positive')}>
                False positive …
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}
