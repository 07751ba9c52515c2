import { Button, NativeSelect } from '@mantine/core'
import { SearchIcon } from '@primer/octicons-react'
import { type CheckSummary, listChecks } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { Empty, Failed, Loading } from '../../ui/empty.tsx'
import { FilterField } from '../../ui/filter-field.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { severities, severityTitles } from '../../ui/severity.tsx'
import { number, plural } from '../../ui/words.ts'
import { type ChecksSearch, results } from './checks-search.ts'
import { ChecksTable } from './checks-table.tsx'
import { countResults, filterChecks, resultTitles } from './results.ts'
import '../../ui/filter-bar.css'

const route = getRouteApi('/signed-in/checks')

type Change = { [K in keyof ChecksSearch]?: ChecksSearch[K] | undefined }

/** Every check there is, with how the last scan of each connection came out. */
export function ChecksPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useQuery(read(listChecks))
  const filter = (next: Change) =>
    navigate({ search: (before) => ({ ...before, ...next }) as ChecksSearch, replace: true, resetScroll: false })
  const clear = () =>
    filter({ q: undefined, severity: undefined, category: undefined, framework: undefined, result: undefined })
  const shown = data ? filterChecks(data.items, search) : []

  return (
    <Page title="Checks" lead={data ? <Sum checks={data.items} /> : null}>
      <Filters checks={data?.items ?? []} search={search} filter={filter} clear={clear} />
      <p className="hidden-visually" aria-live="polite">
        {data ? `${plural(shown.length, 'check')} shown` : ''}
      </p>
      <Card flush>
        {error && !data ? (
          <Failed error={error} retry={refetch} what="The checks" />
        ) : !data ? (
          <Loading rows={12} label="Loading checks" />
        ) : shown.length === 0 ? (
          <Empty
            icon={SearchIcon}
            title="No check matches"
            actions={
              <Button variant="default" onClick={clear}>
                Clear the filters
              </Button>
            }
          >
            <p>The search looks at titles, ids, streams and controls, such as CC6.1.</p>
          </Empty>
        ) : (
          <ChecksTable checks={shown} />
        )}
      </Card>
    </Page>
  )
}

function Sum({ checks }: { checks: readonly CheckSummary[] }) {
  const maySee = useMay('findings:read')
  if (!maySee) return `${plural(checks.length, 'check')}. Your role does not show how they came out.`
  if (checks.every(({ counts }) => counts === null)) return `${plural(checks.length, 'check')}. None has run yet.`
  const { failing, unknown, passing, notApplicable, notRun } = countResults(checks)
  const parts = [
    `${number(failing)} failing`,
    `${number(unknown)} unknown somewhere`,
    `${number(passing)} passing`,
    ...(notApplicable > 0 ? [`${number(notApplicable)} not applicable`] : []),
    ...(notRun > 0 ? [`${number(notRun)} not run`] : []),
  ]
  return `${plural(checks.length, 'check')}: ${parts.join(', ')}.`
}

function Filters({
  checks,
  search: { q = '', severity, category, framework, result },
  filter,
  clear,
}: {
  checks: readonly CheckSummary[]
  search: ChecksSearch
  filter: (next: Change) => unknown
  clear: () => unknown
}) {
  const maySee = useMay('findings:read')
  const categories = [...new Set(checks.map((check) => check.category))].sort()
  const frameworks = [...new Set(checks.flatMap((check) => Object.keys(check.maps)))].sort()
  return (
    <search className="filter-bar" aria-label="Filter checks">
      <FilterField
        main
        className="filter-grow"
        label="Search checks"
        placeholder="Title, id, stream or control"
        value={q}
        change={(next) => filter({ q: next || undefined })}
      />
      {maySee ? (
        <NativeSelect
          aria-label="Result"
          value={result ?? ''}
          onChange={({ currentTarget: { value } }) => filter({ result: results.find((one) => one === value) })}
          data={[
            { value: '', label: 'Any result' },
            ...results.map((value) => ({ value, label: resultTitles[value] })),
          ]}
        />
      ) : null}
      <NativeSelect
        aria-label="Severity"
        value={severity ?? ''}
        onChange={({ currentTarget: { value } }) => filter({ severity: severities.find((one) => one === value) })}
        data={[
          { value: '', label: 'Any severity' },
          ...severities.map((value) => ({ value, label: severityTitles[value] })),
        ]}
      />
      <NativeSelect
        aria-label="Category"
        value={category ?? ''}
        onChange={({ currentTarget: { value } }) => filter({ category: value || undefined })}
        data={[{ value: '', label: 'Any category' }, ...withChosen(categories, category)]}
      />
      <NativeSelect
        aria-label="Framework"
        value={framework ?? ''}
        onChange={({ currentTarget: { value } }) => filter({ framework: value || undefined })}
        data={[{ value: '', label: 'Any framework' }, ...withChosen(frameworks, framework)]}
      />
      {q || severity || category || framework || result ? (
        <button type="button" className="filter-clear" onClick={clear}>
          Clear all
        </button>
      ) : null}
    </search>
  )
}

/** The address may name a value that is not among the ones that are there. */
const withChosen = (values: readonly string[], chosen: string | undefined): string[] =>
  chosen === undefined || values.includes(chosen) ? [...values] : [...values, chosen]
