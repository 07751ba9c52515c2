import type { CredentialReport, ScopeReport } from './connector.ts'
import { coverageKey, type Gap, type NoticeKind } from './coverage.ts'

/** Something about a connection that somebody should know, and what to do about it. */
export interface Notice {
  kind: NoticeKind
  /** The scope that it is about; empty for the connection as a whole. */
  scope: string
  /** Of a credential that ends: the threshold that is passed, in days. Null for every other kind. */
  days: number | null
  detail: string
  fix: string
  link: string | null
}

/** Whether one stream could be read, as a scan or a test found it. */
export interface StreamSeen {
  stream: string
  scope: string
  /** As a person knows the stream. */
  title: string
  gap: Gap | null
  /** Nothing of it can be read; otherwise it is merely cut short. */
  blocked: boolean
}

/** What a scan or a test found out about a connection. */
export interface HealthSeen {
  outcome:
    | { state: 'connected'; scopes: readonly ScopeReport[]; streams: readonly StreamSeen[] }
    /** The system answered, and would not have the credential. */
    | { state: 'refused'; gap: Gap }
    /** The system did not answer: nothing was seen. */
    | { state: 'unreachable'; gap: Gap }
  /** As it was last told by the system. */
  credential: CredentialReport
  /** Scopes that the connection is set to cover, in any case of letters. Empty where that is not known. */
  wanted: readonly string[]
  /** Streams and scopes, by {@link coverageKey}, that have been read at least once. */
  readBefore: ReadonlySet<string>
  /** Methods and scopes, by {@link coverageKey}, where the method reached the scope when it was last tried. */
  reachedBefore: ReadonlySet<string>
}

/** Days before its end at which a credential is told about, each once. */
export const expiryThresholds: readonly number[] = [30, 14, 7, 1]

const day = 86_400_000

/** Kinds after which nothing at all is read. */
const stopping: readonly NoticeKind[] = ['unreachable', 'credential_failing', 'app_suspended', 'app_uninstalled']

/**
 * Which notices stand now. One ends only by being seen to be over: while nobody answers, or the credential is refused,
 * what was known of the organizations stays as it was.
 */
export function nextNotices(known: readonly Notice[], seen: HealthSeen, now: Date): Notice[] {
  const { outcome, credential } = seen
  const keep = (...kinds: NoticeKind[]) => known.filter(({ kind }) => kinds.includes(kind))
  switch (outcome.state) {
    case 'unreachable': {
      const before = known.filter(({ kind }) => kind !== 'unreachable' && kind !== 'credential_expiring')
      const refused = before.some(({ kind }) => stopping.includes(kind))
      return [noticeOf('unreachable', '', outcome.gap), ...before, ...(refused ? [] : expiring(credential, now))]
    }
    case 'refused':
      return [
        noticeOf(outcome.gap.notice ?? 'credential_failing', '', outcome.gap),
        ...keep('permission_missing', 'organization_lost', 'app_narrowed'),
      ]
    case 'connected': {
      const refused = outcome.streams.find(({ gap }) => gap?.notice === 'credential_failing')?.gap
      const ends = refused ? [noticeOf('credential_failing', '', refused)] : expiring(credential, now)
      return [...ends, ...scopeNotices(known, seen, outcome)]
    }
  }
}

function scopeNotices(
  known: readonly Notice[],
  { readBefore, reachedBefore, wanted }: HealthSeen,
  { scopes, streams }: Extract<HealthSeen['outcome'], { state: 'connected' }>,
): Notice[] {
  const reported = new Set(scopes.map(({ scope }) => scope.toLowerCase()))
  const covered = new Set(wanted.map((scope) => scope.toLowerCase()))
  // A scope of which nothing was told this time, though the connection is to cover it.
  const unseen = known.filter(
    ({ scope }) => scope !== '' && !reported.has(scope.toLowerCase()) && covered.has(scope.toLowerCase()),
  )
  return [
    ...unseen,
    ...scopes.flatMap(({ scope, gap, narrowed = [], without = [] }) => {
      const told = known.some((one) => one.scope === scope && one.kind === 'permission_missing')
      const [method] = without.filter((one) => told || reachedBefore.has(coverageKey(one.method, scope)))
      if (gap) {
        // What it would say of its streams cannot be asked.
        const before = known.filter((one) => one.scope === scope && one.kind === 'permission_missing')
        const own = noticeOf(gap.notice ?? 'permission_missing', scope, gap)
        return own.kind === 'permission_missing' ? [own] : [own, ...before]
      }
      const lost = streams.filter(
        (one) =>
          one.scope === scope &&
          one.gap?.reason === 'permission' &&
          one.gap.notice === undefined &&
          readBefore.has(coverageKey(one.stream, scope)),
      )
      return [
        ...narrowed.map((one) => noticeOf(one.notice ?? 'app_narrowed', scope, one)),
        // One method of several that was lost says why its streams are. What is merely cut short may always have been: an App
        // never sees all of what people see.
        ...(method
          ? [noticeOf('permission_missing', scope, method.gap)]
          : lost.some(({ blocked }) => blocked)
            ? [missing(scope, lost)]
            : []),
      ]
    }),
  ]
}

/** One notice for all that a scope does not show any more: each of its streams says why on its own page. */
function missing(scope: string, lost: readonly StreamSeen[]): Notice {
  const first = lost[0]?.gap as Gap
  const names = lost.slice(0, 4).map(({ title }) => title)
  const more = lost.length > names.length ? ` and ${lost.length - names.length} more` : ''
  const notice = noticeOf('permission_missing', scope, first)
  return { ...notice, detail: `${scope}: ${names.join(', ')}${more} could be read before and not now. ${first.detail}` }
}

function expiring({ expiresAt }: CredentialReport, now: Date): Notice[] {
  if (!expiresAt) return []
  const left = (Date.parse(expiresAt) - now.getTime()) / day
  const days = expiryThresholds.filter((threshold) => left <= threshold).at(-1)
  if (days === undefined) return []
  const when = left <= 0 ? 'ended' : `ends in ${describeDays(left)}`
  return [
    {
      kind: 'credential_expiring',
      scope: '',
      days,
      detail: `The credential ${when}, on ${expiresAt.slice(0, 10)}. After that nothing is read.`,
      fix: 'Create a new one and enter it under "Replace credential".',
      link: null,
    },
  ]
}

function describeDays(left: number): string {
  const days = Math.floor(left)
  return days < 1 ? 'less than a day' : days === 1 ? 'a day' : `${days} days`
}

function noticeOf(kind: NoticeKind, scope: string, { detail, fix, link }: Gap): Notice {
  return { kind, scope, days: null, detail, fix, link: link ?? null }
}

/** What makes two notices the same one, at different times. */
export function noticeKey({ kind, scope, days }: Pick<Notice, 'kind' | 'scope' | 'days'>): string {
  return JSON.stringify([kind, scope, days])
}

/** How a connection is, in one word and one sentence. */
export interface Health {
  /** `new`: it has not been read yet. `limited`: some of it is not seen. `failing`: nothing of it is. */
  state: 'ok' | 'limited' | 'failing' | 'new'
  detail: string
  fix: string | null
}

/** Adds up what stands against a connection and how far its streams were read last. */
export function sumUpHealth(
  notices: readonly Notice[],
  scopes: readonly Pick<ScopeReport, 'gap'>[],
  coverage: readonly { gap: Gap | null }[],
): Health {
  const stopped = notices.find(({ kind }) => stopping.includes(kind))
  if (stopped) return { state: 'failing', detail: stopped.detail, fix: stopped.fix }
  const lost = scopes.length > 0 && scopes.every(({ gap }) => gap) ? scopes[0]?.gap : undefined
  if (lost) return { state: 'failing', detail: lost.detail, fix: lost.fix }
  if (coverage.length === 0) return { state: 'new', detail: 'Not scanned yet.', fix: null }
  const told = notices.find(({ kind }) => kind !== 'credential_expiring')
  if (told) return { state: 'limited', detail: told.detail, fix: told.fix }
  const blocked = coverage.flatMap(({ gap }) => (gap ? [gap] : []))
  // The last scan could not get in, and by now the credential is good again.
  if (blocked.some(({ notice }) => notice !== undefined && stopping.includes(notice)))
    return {
      state: 'limited',
      detail: 'It can be read again. What is shown is from before it failed.',
      fix: 'Scan to read it anew.',
    }
  const first = blocked[0]
  if (!first) return { state: 'ok', detail: 'Everything was read.', fix: null }
  const detail = `${blocked.length} of ${coverage.length} streams could not be read whole. ${first.detail}`
  return { state: 'limited', detail, fix: first.fix }
}
