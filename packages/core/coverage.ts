/**
 * Why something could not be seen: `permission` (the credential may not), `plan` (the system sells it separately),
 * `api` (the system failed or does not offer it), `stale` (kept from an earlier scan), `truncated` (cut short).
 */
export type GapReason = 'permission' | 'plan' | 'api' | 'stale' | 'truncated'

export const gapReasons: readonly GapReason[] = ['permission', 'plan', 'api', 'stale', 'truncated']

/**
 * What somebody should be told about a connection: nobody answered; the credential is refused, or ends soon; what it could
 * read before is refused now; an organization is not there any more; the App that reads it was suspended, uninstalled, or
 * given fewer repositories or permissions.
 */
export const noticeKinds = [
  'unreachable',
  'credential_failing',
  'credential_expiring',
  'permission_missing',
  'organization_lost',
  'app_suspended',
  'app_uninstalled',
  'app_narrowed',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** Something that could not be seen: the reason, what happened in words, and what would let it be seen. */
export interface Gap {
  reason: GapReason
  detail: string
  fix: string
  /** Where to go for the fix, when the system gave or has an address for it. */
  link?: string
  /** What it says of the connection as a whole, where the connector can tell. */
  notice?: NoticeKind
  /** No credential shows it, so a person may say what they saw. */
  attestable?: true
}

/** How completely one stream was read in one scope. Only `complete` lets a check that joins it give a verdict. */
export type Coverage = { state: 'complete' } | { state: 'partial'; gap: Gap } | { state: 'none'; gap: Gap }

/** Coverage of every stream in every scope of one scan. */
export type CoverageTable = ReadonlyMap<string, Coverage>

/** Key of a {@link CoverageTable}. */
export function coverageKey(stream: string, scope: string): string {
  return `${stream} ${scope}`
}

const neverRead: Coverage = {
  state: 'none',
  gap: { reason: 'api', detail: 'This stream was not read in this scan.', fix: 'Scan again.' },
}

export function coverageOf(table: CoverageTable, stream: string, scope: string): Coverage {
  return table.get(coverageKey(stream, scope)) ?? neverRead
}
