import { Button } from '@mantine/core'
import { ArrowDownIcon } from '@primer/octicons-react'
import { ApiError } from '@rollcall/api'
import { useRef } from 'react'
import { LinkedText } from '../../ui/linked-text.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { ChoiceList } from './choice-list.tsx'
import { ConfigFields } from './config-fields.tsx'
import { methodOptions, registering } from './field-values.ts'
import { Markdown } from './markdown-view.tsx'
import { MethodChoice } from './method-choice.tsx'
import { Practice } from './practice.tsx'
import type { Connect } from './use-connect.ts'
import { useFocusOnFault } from './use-focus-on-fault.ts'

/** What to type, beside how to get it. */
export function CredentialStep({ connect }: { connect: Connect }) {
  const { connector, values, faults, refusal, checking } = connect
  const form = useRef<HTMLFormElement>(null)
  const registers = connect.method === registering
  useFocusOnFault(form, connect.tried, checking)
  return (
    <div className="connect-columns">
      <Card title="Credential" className="connect-form">
        <form
          ref={form}
          noValidate
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault()
            connect.check()
          }}
        >
          <fieldset disabled={checking} className="connect-fields">
            <a href="#guide" className="connect-to-guide small">
              How to get it <ArrowDownIcon size={12} />
            </a>
            <Practice connect={connect} />
            <MethodChoice options={methodOptions(connector)} value={connect.method} change={connect.chooseMethod} />
            <ConfigFields fields={connect.fields} values={values} faults={faults} change={connect.change} />
            {registers && connector.registration ? (
              <ChoiceList
                choices={connector.registration.choices}
                value={connect.choices}
                change={connect.setChoices}
              />
            ) : null}
          </fieldset>
          {refusal && Object.keys(faults).length === 0 ? <Refusal error={refusal} /> : null}
          <div className="row">
            <Button type="submit" loading={checking}>
              {registers ? `Create it on ${connector.name}` : 'Check what can be read'}
            </Button>
            <span className="muted small" role="status">
              {checking
                ? registers
                  ? `Going to ${connector.name} …`
                  : `Asking ${connector.name} …`
                : registers
                  ? `Your browser goes to ${connector.name}, where you agree, and comes back.`
                  : 'Nothing is saved yet.'}
            </span>
          </div>
        </form>
      </Card>
      <section className="card connect-guide" id="guide" aria-labelledby="guide-title">
        <header className="card-head">
          <h2 id="guide-title">Instructions</h2>
        </header>
        <div className="card-body">
          <Markdown text={connector.guide} />
        </div>
      </section>
    </div>
  )
}

export function Refusal({ error }: { error: unknown }) {
  const known = error instanceof ApiError ? error : null
  return (
    <Notice tone="bad" role="alert" title={known ? known.message : 'Rollcall did not answer'}>
      {known ? (
        <LinkedText text={known.fix} />
      ) : (
        'What you typed is still here. Check that the server runs and try again.'
      )}
    </Notice>
  )
}
