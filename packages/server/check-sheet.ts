import type { CheckDetail, CheckSummary } from '@rollcall/api'
import type { Check, Connector, Stream } from '@rollcall/core'

/** A check as it is shown, without what only its author needs. */
export function summarizeCheck(check: Check, counts: CheckSummary['counts']): CheckSummary {
  return {
    id: check.id,
    title: check.title,
    problem: check.problem,
    severity: check.severity,
    category: check.category,
    system: check.each.split('.')[0] ?? '',
    each: check.each,
    needs: check.needs,
    counts,
    maps: toMaps(check.maps),
  }
}

export function describeCheck(
  check: Check,
  streams: ReadonlyMap<string, Stream>,
  results: Pick<CheckDetail, 'counts' | 'byScope'>,
): CheckDetail {
  const needed = [check.each, ...check.needs]
  return {
    ...summarizeCheck(check, results.counts),
    why: check.why,
    fix: { steps: check.fix.steps, link: check.fix.link ?? null },
    refs: check.refs,
    since: check.since,
    eachTitle: streams.get(check.each)?.title ?? 'Health of the connection',
    permissions: [...new Set(needed.flatMap((stream) => streams.get(stream)?.permissions ?? []))],
    examples: Object.entries(check.examples).flatMap(([state, examples]) =>
      (examples ?? []).map(({ when, subject, others }) => ({ state, when, subject, ...(others ? { others } : {}) })),
    ),
    byScope: results.byScope,
  }
}

/** Every stream of the connectors, by its id. */
export const streamsById = (connectors: Iterable<Connector>): Map<string, Stream> =>
  new Map([...connectors].flatMap((connector) => connector.streams.map((stream) => [stream.id as string, stream])))

export const toMaps = (maps: object | undefined): Record<string, string[]> =>
  Object.fromEntries(Object.entries(maps ?? {}).filter((entry): entry is [string, string[]] => Array.isArray(entry[1])))

/** `{web}`, `{scope}` and `{name}` of a fix link; a name keeps its slashes, as in `owner/repository`. */
export function fillLink(template: string, values: { web: string; scope: string; name: string }): string {
  const path = (text: string) => text.split('/').map(encodeURIComponent).join('/')
  return template
    .replaceAll('{web}', values.web)
    .replaceAll('{scope}', path(values.scope))
    .replaceAll('{name}', path(values.name))
}
