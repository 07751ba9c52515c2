import { Button } from '@mantine/core'
import { PulseIcon, SyncIcon, XIcon } from '@primer/octicons-react'
import type { Connection, Scan } from '@rollcall/api'
import { useState } from 'react'
import { Card } from '../../ui/page.tsx'
import { State, scanStates, streamStates } from '../../ui/state.tsx'
import { describeDuration } from '../../ui/time.tsx'
import { useCancelScan, useStartScans, useTestConnection } from './scan-actions.ts'
import { ScanBar } from './scan-bar.tsx'
import { ScanMeter } from './scan-meter.tsx'
import { count, durationOf, isRunning, number, progressOf, type RunningScan, useSeconds } from './scan-progress.ts'
import { StreamTable } from './stream-table.tsx'
import './scan-panel.css'

export function ScanButtons({ connection }: { connection: Connection }) {
  const start = useStartScans()
  const test = useTestConnection()
  const { lastScan } = connection
  if (isRunning(lastScan)) return <CancelButton scan={lastScan} />
  return (
    <>
      <Button
        variant="default"
        leftSection={<PulseIcon size={14} />}
        loading={test.isPending}
        onClick={() => test.mutate(connection)}
      >
        Test now
      </Button>
      <Button leftSection={<SyncIcon size={14} />} loading={start.isPending} onClick={() => start.mutate([connection])}>
        Scan now
      </Button>
    </>
  )
}

function CancelButton({ scan }: { scan: RunningScan }) {
  const cancel = useCancelScan()
  const ending = cancel.isPending || scan.cancelling
  return (
    <Button variant="default" leftSection={<XIcon size={14} />} disabled={ending} onClick={() => cancel.mutate(scan)}>
      {ending ? 'Cancelling …' : 'Cancel the scan'}
    </Button>
  )
}

const phases: readonly Scan['phase'][] = ['connecting', 'reading', 'judging']
const phaseTitles: Partial<Record<Scan['phase'], string>> = { connecting: 'Connect', reading: 'Read', judging: 'Judge' }

/** A scan in its course. The numbers come anew with every event of the server. */
export function ScanPanel({ scan }: { scan: RunningScan }) {
  const { done, total, records, percent, gaps } = progressOf(scan)
  const took = durationOf(scan, useSeconds())
  const [unfolded, setUnfolded] = useState<string>()
  const at = phases.indexOf(scan.phase)
  const scopes = new Set(scan.streams.map((one) => one.scope)).size
  return (
    <Card
      flush
      title={
        <span className="scan-title">
          <State look={scanStates[scan.state]} word={titleOf(scan)} />
        </span>
      }
      actions={
        <ol className="scan-phases" aria-label="Phases">
          {phases.map((phase, index) => (
            <li
              key={phase}
              className={index < at ? 'done' : index === at ? 'now' : ''}
              {...(index === at ? { 'aria-current': 'step' as const } : {})}
            >
              {phaseTitles[phase]}
            </li>
          ))}
        </ol>
      }
    >
      <div className="scan-sum">
        <ScanBar percent={percent} label="Progress of the scan" />
        <p className="secondary small">
          {total > 0 ? `${done} of ${count(total, 'stream')}, ` : ''}
          {count(records, 'record')}, {count(scan.requests, 'request')}
          {took === null ? '' : `, ${describeDuration(took)}`}
          {gaps > 0 ? `. ${count(gaps, 'stream')} not read whole` : ''}
        </p>
        <ScanMeter scan={scan} />
        {scan.state === 'queued' ? (
          <p className="muted small">It starts as soon as a worker is free.</p>
        ) : scan.cancelling ? (
          <p className="muted small">
            It stops after the answer that is under way. Records and findings stay as they were.
          </p>
        ) : null}
      </div>
      {total > 0 ? (
        <StreamTable
          compact
          label="Streams of the running scan"
          rows={scan.streams}
          looks={streamStates}
          note={(row) => <StreamCount row={row} />}
          {...(scopes > 3 ? { inside: () => null, unfolded, unfold: setUnfolded } : {})}
        />
      ) : null}
    </Card>
  )
}

function titleOf(scan: RunningScan): string {
  if (scan.cancelling) return 'Cancelling'
  if (scan.state === 'queued') return 'Waiting to start'
  if (scan.phase === 'connecting') return 'Connecting'
  if (scan.phase === 'judging') return 'Judging what was read'
  return 'Reading'
}

function StreamCount({ row: { state, records, expected } }: { row: Scan['streams'][number] }) {
  if (state === 'waiting') return null
  if (state === 'none') return <>no records</>
  const whole = expected === null || state === 'complete' ? null : Math.max(expected, records)
  return (
    <>
      {whole === null ? count(records, 'record') : `${number(records)} of ${number(whole)}`}
      {state === 'reading' && whole ? (
        <ScanBar percent={(100 * records) / whole} label="Records of the stream that are read" />
      ) : null}
    </>
  )
}
