import { Button, Collapse, PasswordInput, Switch, Textarea, TextInput } from '@mantine/core'
import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react'
import { type ReactNode, useId, useState } from 'react'
import { LinkedText } from '../../ui/linked-text.tsx'
import { type ConfigField, type Fault, type Faults, type FieldValues, shownFields } from './field-values.ts'
import './config-fields.css'

interface Props {
  fields: readonly ConfigField[]
  values: FieldValues
  faults: Faults
  change: (id: string, value: string) => void
}

/** The fields that a connector asks for; those that few need lie folded. */
export function ConfigFields({ fields, values, faults, change }: Props) {
  const shown = shownFields(fields, values)
  const usual = shown.filter((field) => !field.advanced)
  const others = shown.filter((field) => field.advanced)
  const view = (field: ConfigField) => (
    <ConfigInput
      key={field.id}
      field={field}
      value={values[field.id] ?? ''}
      fault={faults[field.id]}
      change={(value) => change(field.id, value)}
    />
  )
  return (
    <div className="config-fields">
      {usual.map(view)}
      {others.length > 0 ? (
        <Others
          title={others.map(({ label }) => label).join(', ')}
          needed={others.some(({ id }) => faults[id] !== undefined || (values[id] ?? '') !== '')}
        >
          {others.map(view)}
        </Others>
      ) : null}
    </div>
  )
}

function Others({ title, needed, children }: { title: string; needed: boolean; children: ReactNode }) {
  const [unfolded, setUnfolded] = useState(false)
  const id = useId()
  // What is filled in, or wrong, is never hidden.
  const open = unfolded || needed
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="xs"
        className="config-others"
        aria-expanded={open}
        aria-controls={id}
        disabled={needed}
        leftSection={open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
        onClick={() => setUnfolded(!unfolded)}
      >
        More settings: {title.charAt(0).toLowerCase() + title.slice(1)}
      </Button>
      <Collapse id={id} expanded={open}>
        <div className="config-fields config-others-fields">{children}</div>
      </Collapse>
    </div>
  )
}

function ConfigInput({
  field,
  value,
  fault,
  change,
}: {
  field: ConfigField
  value: string
  fault: Fault | undefined
  change: (value: string) => void
}) {
  const common = {
    label: field.label,
    description: field.type === 'list' ? `${field.help} Separate them by commas.` : field.help,
    placeholder: field.placeholder ?? '',
    required: field.required,
    withAsterisk: false,
    value,
    error: fault && <FaultText fault={fault} />,
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
    'data-1p-ignore': true,
    'data-lpignore': true,
  }
  if (field.type === 'toggle')
    return (
      <Switch
        label={field.label}
        description={field.help}
        checked={value !== ''}
        onChange={(event) => change(event.currentTarget.checked ? 'on' : '')}
      />
    )
  if (field.type === 'secret')
    return (
      <PasswordInput
        {...common}
        maxLength={field.maxLength}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ 'aria-label': `Show ${field.label}` }}
        // Mantine marks the frame around this one and not the input.
        {...(fault ? { 'aria-invalid': true } : {})}
        onChange={(event) => change(event.currentTarget.value)}
      />
    )
  if (field.type === 'list')
    return (
      <Textarea
        {...common}
        autosize
        minRows={1}
        maxRows={8}
        // One line per press would split a list by accident; pasted lines are taken as they are.
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
        onChange={(event) => change(event.currentTarget.value)}
      />
    )
  return <TextInput {...common} maxLength={field.maxLength} onChange={(event) => change(event.currentTarget.value)} />
}

function FaultText({ fault: { problem, fix } }: { fault: Fault }) {
  return (
    <>
      {problem}
      {fix ? (
        <>
          {' '}
          <LinkedText text={fix} />
        </>
      ) : null}
    </>
  )
}
