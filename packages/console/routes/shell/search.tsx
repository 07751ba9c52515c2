import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { ChecklistIcon, GearIcon, IssueOpenedIcon, PersonIcon, PlugIcon, SearchIcon } from '@primer/octicons-react'
import { listChecks, listConnections, listIdentities } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { read } from '../../api.ts'
import { useSession } from '../../session.ts'
import { type Hit, useDirectoryHits } from './directory-hits.ts'
import { places } from './places.ts'
import { searchStore } from './search-store.ts'

/** Ctrl K: pages, connections, the directory, checks and identities by name, and findings by words. */
export function Search() {
  const [text, setText] = useState('')
  const groups = useHits(text.trim())
  const chosen = useRef(false)
  useSelection(groups.flatMap(({ hits }) => hits.map(({ id }) => id)).join(' '), chosen)
  return (
    <Spotlight.Root
      store={searchStore}
      query={text}
      onQueryChange={(query) => {
        chosen.current = false
        setText(query)
      }}
      shortcut={['mod + K']}
      clearQueryOnClose
    >
      <Modal.Title className="hidden-visually">Search</Modal.Title>
      <Spotlight.Search
        placeholder="A page, a connection, a check, a person …"
        leftSection={<SearchIcon size={18} />}
        onKeyDown={({ key }) => {
          if (key === 'ArrowDown' || key === 'ArrowUp') chosen.current = true
        }}
      />
      <Spotlight.ActionsList>
        {groups
          .filter(({ hits }) => hits.length > 0)
          .map(({ title, hits }) => (
            <Spotlight.ActionsGroup key={title} label={title}>
              {hits.map(({ id, label, description, icon: Icon, go }) => (
                <Spotlight.Action
                  key={id}
                  label={label}
                  {...(description ? { description } : {})}
                  leftSection={<Icon size={16} />}
                  onClick={() => void go()}
                />
              ))}
            </Spotlight.ActionsGroup>
          ))}
        {groups.every(({ hits }) => hits.length === 0) ? (
          <Spotlight.Empty>Nothing has that name.</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** Answers come one after another: the first row is the selected one, until the person chose another by the arrow keys. */
function useSelection(ids: string, chosen: { current: boolean }): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are other ones
  useEffect(() => {
    const { listId } = searchStore.getState()
    const rows = [...(document.getElementById(listId)?.querySelectorAll('[data-action]') ?? [])]
    const kept = chosen.current ? rows.findIndex((row) => row.hasAttribute('data-selected')) : -1
    const selected = Math.max(kept, 0)
    for (const [at, row] of rows.entries()) row.toggleAttribute('data-selected', at === selected)
    searchStore.updateState((state) => ({ ...state, selected }))
  }, [ids, chosen])
}

function useHits(text: string): { title: string; hits: Hit[] }[] {
  const { permissions } = useSession()
  const navigate = useNavigate()
  const [settled] = useDebouncedValue(text, 180)
  const connections = useQuery({ ...read(listConnections), enabled: text !== '' })
  const checks = useQuery({ ...read(listChecks), enabled: text !== '', staleTime: 300_000 })
  const mayIdentities = permissions.includes('identities:read')
  const identities = useQuery({
    ...read(listIdentities, { query: { q: settled, limit: 6 } }),
    enabled: mayIdentities && settled.length > 1,
  })
  const directory = useDirectoryHits(text, settled)
  const matches = (...words: string[]) => words.join(' ').toLowerCase().includes(text.toLowerCase())

  const pages: Hit[] = [
    ...places
      .filter(({ needs }) => permissions.includes(needs))
      .map(({ to, title, icon }) => ({ id: to, label: title, icon, go: () => navigate({ to }) })),
    { id: '/settings', label: 'Settings', icon: GearIcon, go: () => navigate({ to: '/settings' }) },
  ].filter(({ label }) => matches(label))
  if (text === '') return [{ title: 'Pages', hits: pages }]
  return [
    { title: 'Pages', hits: pages },
    {
      title: 'Connections',
      hits: (connections.data?.items ?? [])
        .filter((one) => matches(one.name, one.connectorName, ...one.scopes.map(({ scope }) => scope)))
        .slice(0, 5)
        .map((one) => ({
          id: one.id,
          label: one.name,
          description: one.scopes.map(({ scope }) => scope).join(', '),
          icon: PlugIcon,
          go: () => navigate({ to: '/connections/$id', params: { id: one.id } }),
        })),
    },
    ...directory,
    {
      title: 'Identities',
      hits: (settled === '' ? [] : (identities.data?.items ?? [])).map((one) => ({
        id: one.id,
        label: one.name,
        description: one.logins.join(', '),
        icon: PersonIcon,
        go: () => navigate({ to: '/identities/$id', params: { id: one.id } }),
      })),
    },
    {
      title: 'Checks',
      hits: (checks.data?.items ?? [])
        .filter((one) => matches(one.id, one.title, one.problem))
        .slice(0, 6)
        .map((one) => ({
          id: one.id,
          label: one.problem,
          description: one.id,
          icon: ChecklistIcon,
          go: () => navigate({ to: '/checks/$id', params: { id: one.id } }),
        })),
    },
    {
      title: 'Findings',
      hits: permissions.includes('findings:read')
        ? [
            {
              id: 'findings',
              label: `Findings with “${text}”`,
              icon: IssueOpenedIcon,
              go: () => navigate({ to: '/findings', search: { q: quoteWords(text), group: 'none' } }),
            },
          ]
        : [],
    },
  ]
}

const quoteWords = (text: string) => (/[\s:,"]/.test(text) ? `"${text.replaceAll('"', '')}"` : text)
