import type { CredentialReport, ScopeReport } from './connector.ts'
import type { Gap, NoticeKind } from './coverage.ts'
import type { Notice } from './health.ts'
import type { ConnectionHealth } from './record/connection.ts'
import type { StreamId } from './record/kinds.ts'
import type { StreamRecord } from './record/record.ts'

/** What a system's checks of the connection itself judge: how it is, and what it reads with. */
export const connectionStream = (connector: string) => `${connector}.connection` as StreamId
export const credentialStream = (connector: string) => `${connector}.credential` as StreamId

/** Where what is wrong stands in the record. While one of them stands, those after it cannot be seen. */
const fields = [
  ['credential_failing', 'credentialFailing'],
  ['organization_lost', 'organizationLost'],
  ['app_uninstalled', 'appUninstalled'],
  ['app_suspended', 'appSuspended'],
  ['app_narrowed', 'appNarrowed'],
  ['permission_missing', 'permissionMissing'],
] as const satisfies readonly (readonly [NoticeKind, keyof ConnectionHealth])[]

const hiding: readonly NoticeKind[] = ['unreachable', ...fields.slice(0, 4).map(([kind]) => kind)]
const placeOf = (kind: NoticeKind) => fields.findIndex(([one]) => one === kind)

/**
 * The health of a connection as records, one for each scope: what stands against it is written down, what was seen to be
 * well is empty, and what nobody can see behind that is null. None for a connection that was never looked at.
 */
export function healthRecords(
  connector: string,
  {
    scopes,
    credential,
    checkedAt,
  }: { scopes: readonly ScopeReport[]; credential: CredentialReport; checkedAt: string | null },
  notices: readonly Notice[],
): StreamRecord<ConnectionHealth>[] {
  if (checkedAt === null) return []
  return scopes.map(({ scope, name, url, without = [] }) => {
    const here = notices.filter((one) => one.scope === '' || one.scope.toLowerCase() === scope.toLowerCase())
    // One of two credentials that is lost is told as what does not show any more; why it is lost says the credential's own gap.
    const causes = here.map(({ kind, detail, fix, link }) => {
      const lost = kind === 'permission_missing' ? without.find(({ gap }) => gap.detail === detail) : undefined
      return { kind: lost?.gap.notice ?? kind, words: `${detail} ${fix}`, link }
    })
    const first = here.filter(({ kind }) => hiding.includes(kind)).sort((a, b) => placeOf(a.kind) - placeOf(b.kind))[0]
    // Where no App reads, there is nothing of one to see.
    const asApp = credential.methods?.includes('app') === true
    const hidden = fields.filter(
      ([kind], place) => first && place > placeOf(first.kind) && (asApp || !kind.startsWith('app_')),
    )
    const gap: Gap = { reason: 'permission', detail: first?.detail ?? '', fix: first?.fix ?? '' }
    const data = Object.fromEntries(
      fields.map((field) => {
        const stands = causes.find(({ kind }) => kind === field[0])
        return [field[1], stands?.words ?? (hidden.includes(field) ? null : '')]
      }),
    ) as Omit<ConnectionHealth, 'methods'>
    const reaches = (method: string) => without.every((one) => one.method !== method)
    return {
      stream: connectionStream(connector),
      scope,
      ref: 'connection',
      name: `Connection to ${name}`,
      url: causes.find(({ link }) => link !== null)?.link ?? url,
      data: { methods: (credential.methods ?? []).filter(reaches), ...data },
      gaps: Object.fromEntries(hidden.map(([, field]) => [field, gap])),
      sources: [{ endpoint: 'connection test', at: checkedAt, requestId: null }],
    }
  })
}
