import { Button, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { SearchIcon } from '@primer/octicons-react'
import { type EnterpriseDetail, type EnterpriseOption, getEnterprise, updateEnterprise } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { Card } from '../../ui/page.tsx'
import { plural } from '../../ui/words.ts'
import { applies, labelOf, valueWords } from './option-words.ts'

type Value = EnterpriseOption['value']

const areaTitles: Record<string, string> = {
  protocol: 'Protocol',
  login: 'Logins',
  people: 'People',
  groups: 'Groups and teams',
  audit: 'Audit log',
  switch: 'Turning SCIM on and off',
}

/** Every point that GitHub's public documents leave open: what it does here, and why that is a choice. */
export function OptionsForm({ enterprise, readOnly }: { enterprise: EnterpriseDetail; readOnly: boolean }) {
  const [chosen, setChosen] = useState<Record<string, Value>>({})
  const [filter, setFilter] = useState('')
  const { options, slug, kind } = enterprise
  const changed = Object.fromEntries(
    options.flatMap(({ id, value }) =>
      chosen[id] === undefined || chosen[id] === value ? [] : [[id, chosen[id]] as const],
    ),
  )
  const count = Object.keys(changed).length
  const save = useMutation({
    mutationFn: () => call(updateEnterprise, { params: { enterprise: slug }, body: { options: changed } }),
    onSuccess: async () => {
      notifications.show({ message: `${plural(count, 'option')} saved.` })
      await refresh(getEnterprise)
      setChosen({})
    },
  })
  const offered = options.filter((option) => applies(kind, option))
  const wanted = filter.trim().toLowerCase()
  const found = offered.filter((option) => textOf(option).includes(wanted))
  const areas = [...new Set(offered.map(({ area }) => area))]
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (count > 0) save.mutate()
      }}
    >
      <Card flush title="Options" lead={optionsLead}>
        <div className="option-filter">
          <TextInput
            aria-label="Filter options"
            placeholder="A word of what an option is about"
            leftSection={<SearchIcon size={14} />}
            value={filter}
            onChange={({ currentTarget }) => setFilter(currentTarget.value)}
            // What is typed here is saved by nobody.
            onKeyDown={(event) => (event.key === 'Enter' ? event.preventDefault() : undefined)}
          />
          <span className="muted small" role="status">
            {wanted === ''
              ? plural(offered.length, 'option')
              : `${found.length} of ${plural(offered.length, 'option')}`}
          </span>
        </div>
        {areas.map((area) => {
          const inArea = found.filter((option) => option.area === area)
          const own = inArea.filter(({ value, fallback }) => value !== fallback).length
          return inArea.length === 0 ? null : (
            <details key={`${area} ${wanted !== ''}`} className="option-area" open={wanted !== '' || own > 0}>
              <summary>
                <span className="strong">{areaTitles[area] ?? area}</span>{' '}
                <span className="muted small">{inArea.length}</span>{' '}
                {own > 0 ? <span className="badge warn">{own} not the default</span> : null}
              </summary>
              <ul className="option-list">
                {inArea.map((option) => (
                  <Option
                    key={option.id}
                    kind={kind}
                    option={option}
                    value={chosen[option.id] ?? option.value}
                    readOnly={readOnly}
                    change={(value) => setChosen((before) => ({ ...before, [option.id]: value }))}
                  />
                ))}
              </ul>
            </details>
          )
        })}
      </Card>
      {count === 0 ? null : (
        <div className="option-bar">
          <FormProblem error={save.error} />
          <div className="row">
            <Button type="submit" loading={save.isPending}>
              Save {plural(count, 'option')}
            </Button>
            <Button variant="default" onClick={() => setChosen({})}>
              Undo
            </Button>
          </div>
        </div>
      )}
      <LeaveGuard when={() => count > 0}>
        {plural(count, 'option')} {count === 1 ? 'is' : 'are'} changed and not saved. If you leave now the change is
        gone.
      </LeaveGuard>
    </form>
  )
}

const optionsLead =
  'Where no public document says what GitHub does, it is a choice. The default is what the sources suggest.'

const textOf = ({ id, label, reason }: EnterpriseOption) => `${id} ${label} ${reason}`.toLowerCase()

function Option({
  kind,
  option,
  value,
  readOnly,
  change,
}: {
  kind: EnterpriseDetail['kind']
  option: EnterpriseOption
  value: Value
  readOnly: boolean
  change: (value: Value) => void
}) {
  const { id, reason, values, fallback } = option
  const label = labelOf(option)
  const readable = (one: Value) => valueWords(id, one, kind)
  return (
    <li>
      <div className="grow">
        <p className="strong">
          {label} {value === fallback ? null : <span className="badge warn">not the default</span>}
        </p>
        <p className="secondary small">{reason}</p>
        <p className="muted tiny mono">{id}</p>
      </div>
      {readOnly ? (
        <span className="strong">{readable(value)}</span>
      ) : (
        <NativeSelect
          aria-label={label}
          value={String(value)}
          data={values.map((one) => ({
            value: String(one),
            label: one === fallback ? `${readable(one)} (default)` : readable(one),
          }))}
          onChange={({ currentTarget }) => {
            const next = values.find((one) => String(one) === currentTarget.value)
            if (next !== undefined) change(next)
          }}
        />
      )}
    </li>
  )
}
