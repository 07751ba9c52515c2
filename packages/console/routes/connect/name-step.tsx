import { Button, NativeSelect, TextInput } from '@mantine/core'
import { ApiError, type PreflightReport } from '@rollcall/api'
import { useRef } from 'react'
import { listWords } from '../../ui/empty.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { scheduleChoices } from '../connections/schedule.ts'
import { Refusal } from './credential-step.tsx'
import { scopeWord } from './field-values.ts'
import { InstanceFields } from './instance-fields.tsx'
import { sumUp } from './preflight-sum.ts'
import { StepHeading } from './step-heading.tsx'
import type { Connect } from './use-connect.ts'
import { useFocusOnFault } from './use-focus-on-fault.ts'

/** The last step: how it is called and how often it is read. */
export function NameStep({ connect, report }: { connect: Connect; report: PreflightReport }) {
  const { connector, refusal, creating } = connect
  const form = useRef<HTMLFormElement>(null)
  useFocusOnFault(form, refusal ? 1 : 0, creating)
  const taken = refusal instanceof ApiError && refusal.code === 'connection.exists'
  const scopes = report.scopes.map(({ scope }) => scope)
  return (
    <>
      <StepHeading>Name and schedule</StepHeading>
      <Card className="connect-name">
        <form
          ref={form}
          onSubmit={(event) => {
            event.preventDefault()
            connect.create()
          }}
        >
          <fieldset disabled={creating} className="connect-fields">
            <TextInput
              label="Name"
              description="How the connection is called in Rollcall."
              value={connect.name ?? `${connector.name} · ${scopes.join(', ')}`.slice(0, 100)}
              maxLength={100}
              autoComplete="off"
              error={taken ? `${refusal.message} ${refusal.fix}` : undefined}
              onChange={(event) => connect.setName(event.currentTarget.value)}
            />
            <InstanceFields value={connect.instance} change={connect.setInstance} />
            <NativeSelect
              label="Scan"
              description="The first scan starts at once. You can also scan at any time."
              value={String(connect.hours)}
              data={scheduleChoices(connect.hours)}
              onChange={(event) => connect.setHours(Number(event.currentTarget.value))}
            />
          </fieldset>
          <Facts>
            <Fact name={scopeWord(connector, scopes.length)}>{listWords(scopes)}</Fact>
            <Fact name="Credential">
              {report.credential.kind} of {report.credential.owner}
            </Fact>
            <Fact name="Reads">{sumUp(report).sentence}</Fact>
          </Facts>
          {refusal && !taken ? <Refusal error={refusal} /> : null}
          <div className="row">
            <Button variant="default" onClick={connect.goBack} disabled={creating}>
              Back
            </Button>
            <Button type="submit" loading={creating}>
              Connect and scan
            </Button>
            <span className="muted small" role="status">
              {creating ? 'Connecting …' : ''}
            </span>
          </div>
        </form>
      </Card>
    </>
  )
}
