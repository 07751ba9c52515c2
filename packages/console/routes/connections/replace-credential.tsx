import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  type Connection,
  type ConnectorSheet,
  getConnection,
  listConnections,
  listConnectors,
  listCoverage,
  type PreflightReport,
  preflight,
  replaceCredential,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { Loading } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { ConfigFields } from '../connect/config-fields.tsx'
import { Refusal } from '../connect/credential-step.tsx'
import {
  type Faults,
  type FieldValues,
  faultsOf,
  fieldsFor,
  firstMethod,
  inputOf,
  missingFields,
} from '../connect/field-values.ts'
import { LeaveGuard } from '../connect/leave-guard.tsx'
import { Markdown } from '../connect/markdown-view.tsx'
import { MethodChoice } from '../connect/method-choice.tsx'
import { sumUp } from '../connect/preflight-sum.ts'
import { PreflightView } from '../connect/preflight-view.tsx'
import { StepHeading } from '../connect/step-heading.tsx'
import { useFocusOnFault } from '../connect/use-focus-on-fault.ts'
import { useStartScans } from './scan-actions.ts'
import { count } from './scan-progress.ts'

/** A new credential is tried first; only what was seen to read takes the place of the old one. */
export function ReplaceCredential({ connection }: { connection: Connection }) {
  const { data } = useQuery(read(listConnectors))
  const connector = data?.items.find((one) => one.id === connection.connector)
  if (connector) return <Form key={connection.id} connection={connection} connector={connector} />
  return data ? null : (
    <Card>
      <Loading rows={3} label="Loading the form" />
    </Card>
  )
}

function Form({ connection, connector }: { connection: Connection; connector: ConnectorSheet }) {
  const [method, setMethod] = useState(() => methodOf(connection, connector))
  const fields = fieldsFor(connector, method).filter((field) =>
    method === null ? field.type === 'secret' : field.method === method,
  )
  const untouched: FieldValues = Object.fromEntries(
    fields.flatMap(({ id, type }) => (type === 'text' ? [[id, String(connection.config[id] ?? '')]] : [])),
  )
  const [typed, setSecrets] = useState<FieldValues>({})
  const secrets: FieldValues = { ...untouched, ...typed }
  const given = () => {
    const { config, secrets: sealed } = inputOf({ id: connector.id, config: fields }, secrets)
    return { config, secrets: sealed }
  }
  const [missing, setMissing] = useState<Faults>({})
  const [report, setReport] = useState<PreflightReport>()
  const [tried, setTried] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const replaced = useRef(false)
  const scan = useStartScans()

  const attempt = useMutation({
    gcTime: 0,
    mutationFn: () => call(preflight, { body: { connector: connector.id, connection: connection.id, ...given() } }),
    onSuccess: setReport,
  })
  const replace = useMutation({
    gcTime: 0,
    mutationFn: () => call(replaceCredential, { params: { id: connection.id }, body: given() }),
    onSuccess: () => {
      replaced.current = true
      clear()
      notifications.show({
        title: 'The credential is replaced',
        message: 'What it replaces is deleted. A scan with the new one has started.',
      })
      scan.mutate([connection])
      return refresh(getConnection, listConnections)
    },
  })
  const refusal = replace.error ?? attempt.error
  const faults = { ...(refusal ? faultsOf(refusal, fields, secrets) : {}), ...missing }
  const busy = attempt.isPending || replace.isPending

  function clear() {
    setSecrets({})
    setReport(undefined)
    attempt.reset()
  }
  const check = () => {
    replaced.current = false
    const lacking = missingFields(fields, secrets)
    setMissing(lacking)
    setTried(tried + 1)
    replace.reset()
    attempt.reset()
    if (Object.keys(lacking).length === 0) attempt.mutate()
  }
  useFocusOnFault(form, tried, busy)

  return (
    <>
      <Card title="Replace the credential" lead="The new one is tried before it takes the place of the old one.">
        <form
          ref={form}
          noValidate
          autoComplete="off"
          className="replace-form"
          onSubmit={(event) => {
            event.preventDefault()
            check()
          }}
        >
          <fieldset disabled={busy} className="connect-fields">
            <MethodChoice
              methods={connector.methods}
              value={method}
              change={(next) => {
                setMethod(next)
                clear()
                setMissing({})
              }}
            />
            <ConfigFields
              fields={fields}
              values={secrets}
              faults={faults}
              change={(id, value) => {
                setSecrets({ ...typed, [id]: value })
                setReport(undefined)
                setMissing({})
              }}
            />
          </fieldset>
          {refusal && Object.keys(faults).length === 0 ? <Refusal error={refusal} /> : null}
          <div className="row">
            <Button type="submit" variant={report ? 'default' : 'filled'} loading={attempt.isPending}>
              Check what can be read
            </Button>
            <span className="muted small" role="status">
              {attempt.isPending ? `Asking ${connector.name} …` : report ? '' : 'Nothing is changed yet.'}
            </span>
          </div>
        </form>
        <details className="replace-guide">
          <summary>Instructions for a new one</summary>
          <Markdown text={connector.guide} />
        </details>
      </Card>
      {report ? (
        <Compared connection={connection} connector={connector} report={report}>
          <Button loading={replace.isPending} onClick={() => replace.mutate()}>
            Replace and scan
          </Button>
          <Button variant="default" disabled={busy} onClick={clear}>
            Keep the old one
          </Button>
        </Compared>
      ) : null}
      <LeaveGuard typed={() => !replaced.current && Object.values(typed).some((value) => value !== '')} />
    </>
  )
}

/** The method that the connection uses: one of its fields is in the configuration, or it is the other one. */
function methodOf({ config }: Connection, connector: ConnectorSheet): string | null {
  const used = connector.config.find(({ id, method }) => method !== undefined && id in config)?.method
  const others = connector.methods.filter(({ id }) =>
    connector.config.every((field) => field.method !== id || field.type === 'secret'),
  )
  return used ?? others[0]?.id ?? firstMethod(connector)
}

/** What the new credential opens, beside what was read with the old one. */
function Compared({
  connection,
  connector,
  report,
  children,
}: {
  connection: Connection
  connector: ConnectorSheet
  report: PreflightReport
  children: React.ReactNode
}) {
  const sum = sumUp(report)
  const coverage = useQuery(read(listCoverage, { params: { id: connection.id } })).data?.items ?? []
  const losses = report.streams.filter(
    (one) =>
      one.state !== 'ready' &&
      coverage.some((row) => row.stream === one.stream && row.scope === one.scope && row.state === 'complete'),
  )
  const nothing = sum.blocked === sum.total
  return (
    <section className="replace-report" aria-label="What the new credential can read">
      <StepHeading scroll={false}>With the new credential: {sum.sentence}</StepHeading>
      {nothing ? (
        <Notice tone="bad" title="Nothing can be read with it">
          Every stream is blocked, so it cannot take the place of the old one.
        </Notice>
      ) : losses.length > 0 ? (
        <Notice
          tone="warn"
          title={`It reads less than the one in use: ${count(losses.length, 'stream')} would be lost`}
        >
          {[...new Set(losses.map((one) => one.title))].join(', ')}. The checks that need them will read unknown.
        </Notice>
      ) : null}
      {nothing ? null : <div className="row">{children}</div>}
      <PreflightView connector={connector} report={report} />
    </section>
  )
}
