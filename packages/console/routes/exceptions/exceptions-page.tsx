import { NativeSelect } from '@mantine/core'
import { LawIcon } from '@primer/octicons-react'
import { type Decision, listDecisions } from '@rollcall/api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { Empty, NothingMatches } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Listed } from '../../ui/listed.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { decisionStates } from '../../ui/state.tsx'
import { number } from '../../ui/words.ts'
import { DecisionsTable } from './decisions-table.tsx'
import { type ExceptionsSearch, kinds, states } from './exceptions-search.ts'
import { ExceptionsWork } from './exceptions-work.tsx'
import '../../ui/filter-bar.css'
import '../findings/facets.css'

const route = getRouteApi('/signed-in/exceptions')
const pageSize = 50

const stateTitles: Record<Decision['state'], string> = { active: 'Active', ending: 'Ending soon', ended: 'Ended' }

type Change = { [K in keyof ExceptionsSearch]?: ExceptionsSearch[K] | undefined }

/** What people decided on top of what was seen: who, why, until when, and on how many findings. */
export function ExceptionsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { state = 'active', kind, q = '', cursor } = search
  const filter = (next: Change) =>
    navigate({
      search: ({ cursor: _, page: __, ...before }) => ({ ...before, ...next }) as ExceptionsSearch,
      replace: true,
      resetScroll: false,
    })
  const decisions = useQuery({
    ...read(listDecisions, {
      query: {
        state,
        limit: pageSize,
        ...(kind ? { kind } : {}),
        ...(q === '' ? {} : { q }),
        ...(cursor ? { cursor } : {}),
      },
    }),
    placeholderData: keepPreviousData,
  })
  const filtered = kind !== undefined || q !== ''

  return (
    <ExceptionsWork>
      {(ask) => (
        <Page
          title="Exceptions"
          lead="What people decided about findings. It changes what is listed, never what was seen."
        >
          <search className="filter-bar" aria-label="Filter exceptions">
            <fieldset className="facet joined">
              <legend className="hidden-visually">State</legend>
              {states.map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={state === one}
                  onClick={() => filter({ state: one === 'active' ? undefined : one })}
                >
                  {stateTitles[one]}
                  {decisions.data ? <span className="facet-count">{number(decisions.data.counts[one])}</span> : null}
                </button>
              ))}
            </fieldset>
            <FilterField
              main
              className="filter-grow"
              label="Search exceptions"
              placeholder="Reason, person, finding or pattern"
              value={q}
              change={(next) => filter({ q: next || undefined })}
            />
            <NativeSelect
              aria-label="Kind"
              value={kind ?? ''}
              onChange={({ currentTarget: { value } }) => filter({ kind: kinds.find((one) => one === value) })}
              data={[
                { value: '', label: 'Every kind' },
                ...kinds.map((value) => ({ value, label: decisionStates[value].word })),
              ]}
            />
          </search>
          <Card flush>
            <Listed
              what="exceptions"
              asked={decisions}
              empty={
                <Nothing state={state} filtered={filtered} clear={() => filter({ kind: undefined, q: undefined })} />
              }
              paging={{
                list: `exceptions ${state} ${kind} ${q}`,
                place: {
                  ...(cursor === undefined ? {} : { cursor }),
                  ...(search.page === undefined ? {} : { page: search.page }),
                },
                size: pageSize,
                go: (place) => navigate({ search: ({ cursor: _, page: __, ...before }) => ({ ...before, ...place }) }),
              }}
            >
              {(items) => <DecisionsTable decisions={items} ask={ask} />}
            </Listed>
          </Card>
        </Page>
      )}
    </ExceptionsWork>
  )
}

function Nothing({ state, filtered, clear }: { state: Decision['state']; filtered: boolean; clear: () => void }) {
  if (filtered)
    return (
      <NothingMatches title="None matches" clear={clear}>
        <p>The search looks at reasons, people, findings and patterns.</p>
      </NothingMatches>
    )
  if (state === 'ended') return <Empty icon={LawIcon} title="None has ended yet" />
  if (state === 'ending')
    return (
      <Empty icon={LawIcon} title="None ends soon">
        <p>Those that end within 14 days stand here.</p>
      </Empty>
    )
  return (
    <Empty
      icon={LawIcon}
      title="Nothing is excepted"
      actions={
        <LinkButton to="/findings" variant="default">
          To the findings
        </LinkButton>
      }
    >
      <p>
        Where something is known and accepted for a while, except it: open the finding and choose Decide, or select
        several. It needs a reason and an end, and stands here until then.
      </p>
    </Empty>
  )
}
