import { Button } from '@mantine/core'
import type { Connection, ConnectorSheet, SettingsPreview } from '@rollcall/api'
import { useRef } from 'react'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { ConfigFields } from '../connect/config-fields.tsx'
import { Refusal } from '../connect/credential-step.tsx'
import { settingFields } from '../connect/field-values.ts'
import { PreflightView } from '../connect/preflight-view.tsx'
import { StepHeading } from '../connect/step-heading.tsx'
import { useFocusOnFault } from '../connect/use-focus-on-fault.ts'
import { CheckList } from './check-list.tsx'
import { count } from './scan-progress.ts'
import { type SettingsEdit, useSettings } from './use-settings.ts'

interface Props {
  connection: Connection
  connector: ConnectorSheet
}

/** What a system cannot know and a person says, from the same declarations as when it was connected. */
function SettingsFacts({ connection: { config }, connector }: Props) {
  return (
    <Facts>
      {settingFields(connector)
        // A switch with fields under it says no more than they do.
        .filter(
          ({ id, type }, _, fields) => type !== 'toggle' || !fields.some(({ showWhen }) => showWhen?.field === id),
        )
        .map(({ id, label, type }) => (
          <Fact key={id} name={label}>
            {[config[id] ?? []].flat().join(', ') || (
              <span className="muted">{type === 'toggle' ? 'off' : 'Not said'}</span>
            )}
          </Fact>
        ))}
    </Facts>
  )
}

/** Changes are looked at before they are made: what they do to findings, and what the next scan would read. */
function SettingsForm({ connection, connector }: Props) {
  const edit = useSettings(connection, connector)
  const form = useRef<HTMLFormElement>(null)
  const { preview, refusal, faults, busy } = edit
  useFocusOnFault(form, edit.tried, busy)
  return (
    <>
      <form
        ref={form}
        noValidate
        autoComplete="off"
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault()
          edit.look()
        }}
      >
        <fieldset disabled={busy} className="connect-fields">
          <ConfigFields fields={edit.fields} values={edit.values} faults={faults} change={edit.change} />
        </fieldset>
        {refusal && Object.keys(faults).length === 0 ? <Refusal error={refusal} /> : null}
        <div className="row">
          <Button
            type="submit"
            variant={preview ? 'default' : 'filled'}
            loading={edit.looking}
            disabled={!edit.touched}
          >
            See what changes
          </Button>
          <span className="muted small" role="status">
            {edit.looking ? 'Looking at what changes …' : preview || !edit.touched ? '' : 'Nothing is changed yet.'}
          </span>
        </div>
      </form>
      {preview ? <Changes connection={connection} connector={connector} edit={edit} preview={preview} /> : null}
      <LeaveGuard when={() => edit.touched} />
    </>
  )
}

function Changes({ connection, connector, edit, preview }: Props & { edit: SettingsEdit; preview: SettingsPreview }) {
  const { changed, preflight } = preview
  return (
    <section className="replace-report" aria-label="What the change does">
      <StepHeading scroll={false}>
        {changed.length === 0 ? 'Nothing would be different' : sentenceOf(preview)}
      </StepHeading>
      <Facts>
        {changed.map(({ field, label, before, after }) => (
          <Fact key={field} name={label}>
            <del className="muted">{textOf(before)}</del> → <ins className="settings-new">{textOf(after)}</ins>
          </Fact>
        ))}
      </Facts>
      <Verdicts preview={preview} />
      <div className="row">
        {changed.length === 0 ? null : (
          <Button loading={edit.saving} onClick={edit.save}>
            {preflight ? 'Save and scan' : 'Save'}
          </Button>
        )}
        <Button variant="default" disabled={edit.busy} onClick={edit.clear}>
          Leave it as it is
        </Button>
      </div>
      {preflight ? (
        <PreflightView
          connector={connector}
          report={preflight}
          recorded={String(
            changed.find(({ field }) => field === 'enterprise')?.after ?? connection.config.enterprise ?? '',
          )}
        />
      ) : null}
    </section>
  )
}

const textOf = (value: SettingsPreview['changed'][number]['before']) => [value ?? []].flat().join(', ') || 'nothing'

function sentenceOf({ judged, checks, preflight }: SettingsPreview): string {
  if (preflight) return 'The next scan reads with the change'
  if (!judged) return 'Nothing was read yet: the first scan is judged by it'
  if (checks.length === 0) return 'No finding changes'
  const sum = (key: 'opens' | 'ends') => checks.reduce((all, one) => all + one[key], 0)
  return `${count(sum('opens'), 'finding')} would open, ${sum('ends')} would be resolved`
}

/** Check by check, what would be said of what was read last. */
function Verdicts({ preview: { checks } }: { preview: SettingsPreview }) {
  if (checks.length === 0) return null
  const known = checks.filter(({ verdict }) => verdict === 'known')
  const lost = checks.filter(({ verdict }) => verdict === 'unknown')
  return (
    <>
      {lost.length > 0 ? (
        <Notice tone="warn" title={`${count(lost.length, 'check')} would give no verdict any more`}>
          <CheckList checks={lost} newTab />
        </Notice>
      ) : null}
      {known.length > 0 ? (
        <Notice title={`${count(known.length, 'check')} would give a verdict from now on`}>
          <CheckList checks={known} newTab />
        </Notice>
      ) : null}
      <ul className="settings-checks">
        {checks
          .filter(({ opens, ends }) => opens + ends > 0)
          .map(({ id, title, opens, ends }) => (
            <li key={id}>
              {title}:{' '}
              <span className="secondary">
                {[opens > 0 ? `${count(opens, 'finding')} would open` : '', ends > 0 ? `${ends} would be resolved` : '']
                  .filter((part) => part !== '')
                  .join(', ')}
              </span>
            </li>
          ))}
      </ul>
    </>
  )
}

/** What stays as it was connected, and what to do for another. */
export function FixedFacts({ connection: { config }, connector }: Props) {
  return connector.config
    .filter(({ id, fixed }) => fixed !== undefined && [config[id] ?? ''].flat().join('') !== '')
    .map(({ id, label, fixed }) => (
      <Fact key={id} name={label}>
        <span className="mono">{[config[id] ?? ''].flat().join(', ')}</span>
        <span className="muted small connection-schedule">Cannot be changed. {fixed}</span>
      </Fact>
    ))
}

export function SettingsCard({ connection, connector, mayChange }: Props & { mayChange: boolean }) {
  if (settingFields(connector).length === 0) return null
  return (
    <Card title={`${connector.name} settings`} lead="What was said when it was connected, and may change.">
      {mayChange ? (
        <SettingsForm key={connection.id} connection={connection} connector={connector} />
      ) : (
        <SettingsFacts connection={connection} connector={connector} />
      )}
    </Card>
  )
}
