import { CloseButton, Combobox, InputBase, useCombobox } from '@mantine/core'
import { SearchIcon } from '@primer/octicons-react'
import { listAssignees, listChecks, listConnections, listConnectors, parseFindingQuery } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { read } from '../../api.ts'
import { severities } from '../../ui/severity.tsx'
import { type Completions, complete, completionsAt, type ValueSources } from './completion.ts'
import './query-bar.css'

const nothing: Completions = { from: 0, to: 0, options: [] }

/**
 * The one search line. What is typed becomes the query on Enter, when a completion finishes a term, or when the field is
 * left; a query that cannot be read stays in the line with its problem below, and the list stays as it was.
 */
export function QueryBar({ q, search }: { q: string; search: (q: string) => void }) {
  const [text, setText] = useState(q)
  const [at, setAt] = useState<Completions>(nothing)
  const input = useRef<HTMLInputElement>(null)
  const sources = useValueSources()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  // The address changed by a click elsewhere, or by the back button.
  useEffect(() => setText(q), [q])
  const problems = useMemo(() => parseFindingQuery(text).problems, [text])

  const suggest = (value: string, caret: number) => {
    const found = completionsAt(value, caret, sources)
    setAt(found)
    combobox.resetSelectedOption()
    if (found.options.length > 0) combobox.openDropdown()
    else combobox.closeDropdown()
  }
  const submit = (value: string) => {
    const trimmed = value.trim()
    if (trimmed !== q && parseFindingQuery(trimmed).problems.length === 0) search(trimmed)
  }
  const choose = (insert: string) => {
    const option = at.options.find((one) => one.insert === insert)
    if (!option) return
    const done = complete(text, at, option)
    setText(done.text)
    if (!option.insert.endsWith(':')) submit(done.text)
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(done.caret, done.caret)
      suggest(done.text, done.caret)
      if (!option.insert.endsWith(':')) combobox.closeDropdown()
    })
  }

  return (
    <div className="query-bar">
      <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start" width="min(620px, 100%)" offset={4}>
        <Combobox.Target withExpandedAttribute>
          <InputBase
            ref={input}
            value={text}
            data-main-search
            aria-label="Search findings"
            aria-describedby="query-problems"
            aria-invalid={problems.length > 0}
            placeholder="severity:>=high status:open scope:acme, or plain words"
            leftSection={<SearchIcon size={16} />}
            rightSection={
              text === '' ? null : (
                <CloseButton
                  size="sm"
                  aria-label="Clear the search"
                  onClick={() => {
                    setText('')
                    search('')
                    input.current?.focus()
                  }}
                />
              )
            }
            spellCheck={false}
            autoComplete="off"
            onChange={({ currentTarget: { value, selectionStart } }) => {
              setText(value)
              suggest(value, selectionStart ?? value.length)
            }}
            onFocus={({ currentTarget: { value, selectionStart } }) => suggest(value, selectionStart ?? value.length)}
            onBlur={() => {
              combobox.closeDropdown()
              submit(text)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && combobox.getSelectedOptionIndex() < 0) {
                combobox.closeDropdown()
                submit(text)
              } else if (event.key === 'Escape' && !combobox.dropdownOpened) event.currentTarget.blur()
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={at.options.length === 0}>
          <Combobox.Options className="query-options" aria-label="Completions">
            {at.options.map(({ insert, label, detail }) => (
              <Combobox.Option key={insert} value={insert}>
                <span className="mono">{label}</span>
                {detail ? <span className="muted small truncate">{detail}</span> : null}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <div id="query-problems" role="alert">
        {problems.map(({ term, problem }) => (
          <p key={term} className="query-problem">
            <code>{term}</code> {problem}.
          </p>
        ))}
      </div>
    </div>
  )
}

const plain = (values: readonly string[]) => values.map((value) => ({ value }))

function useValueSources(): ValueSources {
  const checks = useQuery({ ...read(listChecks), staleTime: 300_000 }).data
  const connections = useQuery(read(listConnections)).data
  const connectors = useQuery({ ...read(listConnectors), staleTime: 300_000 }).data
  const people = useQuery({ ...read(listAssignees), staleTime: 300_000 }).data
  return useMemo(() => {
    const streams = connectors?.items.flatMap((one) => one.streams) ?? []
    const scopes = connections?.items.flatMap((one) => one.scopes) ?? []
    return {
      severity: plain([...severities, '>=critical', '>=high', '>=medium', '>=low']),
      status: plain(['open', 'unknown', 'resolved']),
      decision: [
        { value: 'none', label: 'nobody decided' },
        { value: 'any', label: 'somebody decided' },
        { value: 'excepted', label: 'accepted for a while' },
        { value: 'false_positive', label: 'seen wrongly' },
        { value: 'snoozed', label: 'put off' },
      ],
      assignee: [
        { value: 'me', label: 'you' },
        { value: 'none', label: 'nobody' },
        { value: 'any', label: 'somebody' },
        ...(people?.items.map((one) => ({ value: one.email, label: one.name })) ?? []),
      ],
      due: [
        { value: 'overdue', label: 'should be mended by now' },
        { value: 'soon', label: 'within 7 days' },
        { value: 'any', label: 'has a date' },
        { value: 'none', label: 'has no date' },
      ],
      is: [
        { value: 'new', label: 'opened within 7 days' },
        { value: 'reopened', label: 'was resolved before' },
        { value: 'unverified', label: 'the last scan could not look' },
        { value: 'attestable', label: 'no API shows it: somebody looks, and attests' },
      ],
      category: plain([...new Set(checks?.items.map((one) => one.category))]),
      system: plain(connectors?.items.map((one) => one.id) ?? []),
      check: checks?.items.map((one) => ({ value: one.id, label: one.problem })) ?? [],
      scope: scopes.map((one) => ({ value: one.scope, label: one.name })),
      connection: connections?.items.map((one) => ({ value: one.id, label: one.name })) ?? [],
      stream: streams.map((one) => ({ value: one.id, label: one.title })),
    }
  }, [checks, connections, connectors, people])
}
