import { Button } from '@mantine/core'
import { type Connection, type ConnectorSheet, listCoverage, type PreflightReport } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef } from 'react'
import { read } from '../../api.ts'
import { Loading } from '../../ui/empty.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { ChoiceList } from '../connect/choice-list.tsx'
import { ConfigFields } from '../connect/config-fields.tsx'
import { Refusal } from '../connect/credential-step.tsx'
import { methodOptions, registering } from '../connect/field-values.ts'
import { Markdown } from '../connect/markdown-view.tsx'
import { MethodChoice } from '../connect/method-choice.tsx'
import { sumUp } from '../connect/preflight-sum.ts'
import { PreflightView } from '../connect/preflight-view.tsx'
import { RegisteredView } from '../connect/registered-view.tsx'
import { StepHeading } from '../connect/step-heading.tsx'
import { useFocusOnFault } from '../connect/use-focus-on-fault.ts'
import { count } from './scan-progress.ts'
import { useConnector } from './use-connector.ts'
import { type Replacement, useReplacement } from './use-replacement.ts'

const route = getRouteApi('/signed-in/connections/$id')

/** A change of the credential is tried first; only what was seen to read takes the place of the old one. */
export function ReplaceCredential({ connection }: { connection: Connection }) {
  const connector = useConnector(connection)
  if (connector) return <Change key={connection.id} connection={connection} connector={connector} />
  return (
    <Card>
      <Loading rows={3} label="Loading the form" />
    </Card>
  )
}

interface Props {
  connection: Connection
  connector: ConnectorSheet
  replacement: Replacement
}

function Change({ connection, connector }: Omit<Props, 'replacement'>) {
  const replacement = useReplacement(connection, connector)
  const { registration, report, refusal, removal } = replacement
  const { installation_id: installation, setup_action: action } = route.useSearch()
  return (
    <>
      {registration ? (
        <RegisteredView
          key={registration.id}
          registration={registration}
          back={{ installation, action }}
          only={connection.scopes.map(({ scope }) => scope)}
          checking={replacement.trying}
          check={replacement.checkRegistered}
          forgotten={replacement.backToTab}
        >
          {refusal ? <Refusal error={refusal} /> : null}
        </RegisteredView>
      ) : (
        <Form connection={connection} connector={connector} replacement={replacement} />
      )}
      {report ? (
        <Compared connection={connection} connector={connector} report={report}>
          <Button loading={replacement.making} onClick={replacement.make}>
            {removal === undefined ? 'Replace and scan' : 'Take it away and scan'}
          </Button>
          <Button variant="default" disabled={replacement.busy} onClick={replacement.clear}>
            Leave it as it is
          </Button>
        </Compared>
      ) : null}
      <LeaveGuard when={replacement.typed}>
        What you typed is not saved, the credential least of all. If you leave now it is gone.
      </LeaveGuard>
    </>
  )
}

function Form({ connection, connector, replacement }: Props) {
  const { method, refusal, faults, report, register, busy, trying } = replacement
  const parts = connection.credential.methods ?? []
  const form = useRef<HTMLFormElement>(null)
  useFocusOnFault(form, replacement.tried, busy)
  return (
    <Card
      title={
        connector.methodsJoin && parts.length > 0 && parts.length < connector.methods.length
          ? 'Replace or add'
          : 'Replace the credential'
      }
      lead={
        connector.methodsJoin
          ? 'The new one is tried first. It takes the place of one of its kind, or joins one of another kind: then each is used for what it does best.'
          : 'The new one is tried before it takes the place of the old one.'
      }
    >
      <form
        ref={form}
        noValidate
        autoComplete="off"
        className="replace-form"
        onSubmit={(event) => {
          event.preventDefault()
          replacement.check()
        }}
      >
        <fieldset disabled={busy} className="connect-fields">
          <MethodChoice options={methodOptions(connector)} value={method} change={replacement.choose} />
          {method === registering && connector.registration ? (
            <ChoiceList
              choices={connector.registration.choices}
              value={register.choices}
              change={register.setChoices}
            />
          ) : null}
          <ConfigFields
            fields={replacement.fields}
            values={replacement.values}
            faults={faults}
            change={replacement.change}
          />
        </fieldset>
        {refusal && Object.keys(faults).length === 0 ? <Refusal error={refusal} /> : null}
        <div className="row">
          <Button type="submit" variant={report ? 'default' : 'filled'} loading={trying || register.starting}>
            {method === registering ? `Create it on ${connector.name}` : 'Check what can be read'}
          </Button>
          <span className="muted small" role="status">
            {trying ? `Asking ${connector.name} …` : report ? '' : 'Nothing is changed yet.'}
          </span>
        </div>
      </form>
      <TakeAway parts={parts} connector={connector} replacement={replacement} />
      <details className="replace-guide">
        <summary>Instructions for a new one</summary>
        <Markdown text={connector.guide} />
      </details>
    </Card>
  )
}

/** With several parts each can go; what that costs is shown before. */
function TakeAway({ parts, connector, replacement }: Omit<Props, 'connection'> & { parts: string[] }) {
  if (parts.length < 2) return null
  const nameOf = (part: string) => connector.methods.find(({ id }) => id === part)?.name ?? part
  return (
    <div className="replace-parts">
      <h3>Take one away</h3>
      <p className="secondary small">The other goes on alone. What can be read without it is shown first.</p>
      <div className="row">
        {parts.map((part) => (
          <Button key={part} variant="default" disabled={replacement.busy} onClick={() => replacement.takeAway(part)}>
            Without: {nameOf(part)}
          </Button>
        ))}
      </div>
    </div>
  )
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
    <section className="replace-report" aria-label="What can be read with the change">
      <StepHeading scroll={false}>With the change: {sum.sentence}</StepHeading>
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
      <PreflightView connector={connector} report={report} recorded={String(connection.config.enterprise ?? '')} />
    </section>
  )
}
