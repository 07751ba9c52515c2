import { severities } from '@rollcall/core'
import type { TestServer } from './server.ts'

export interface Planted {
  id: string
  check: string
  subject?: string
  scope?: string
  connection?: string
  severity?: (typeof severities)[number]
  unknown?: boolean
  resolved?: boolean
  evidence?: { field: string; value: string }[]
  openedAt?: Date
}

/** A connection that nobody scans, to hang findings on. */
export async function plantConnection(server: TestServer, tenant: string, id: string): Promise<void> {
  const { db, vault } = server.deps
  await db
    .insertInto('connection')
    .values({
      tenant,
      id,
      connector: 'github',
      name: `GitHub ${id}`,
      config: '{}',
      secret_id: await vault.seal(db, tenant, { token: 'x' }),
      web: 'https://github.com',
      system: 'GitHub.com',
      scopes: '[]',
      credential: '{"kind":"x","owner":"x","scopes":null}',
      health: '{"state":"ok","detail":"","fix":null}',
      created_by: 'me',
    })
    .execute()
}

/** Findings as a scan would have left them. */
export async function plantFindings(server: TestServer, tenant: string, findings: readonly Planted[]): Promise<void> {
  const now = server.deps.now()
  for (let start = 0; start < findings.length; start += 1000)
    await server.deps.db
      .insertInto('finding')
      .values(findings.slice(start, start + 1000).map((one) => toRow(tenant, now, one)))
      .execute()
}

function toRow(tenant: string, now: Date, one: Planted) {
  const { severity = 'high', subject: name = `acme/${one.id}`, scope = 'acme', unknown = false, resolved = false } = one
  const facts = (one.evidence ?? []).map((fact) => ({ ...fact, endpoint: null, at: null, requestId: null }))
  return {
    tenant,
    id: one.id,
    connection_id: one.connection ?? 'con_1',
    fingerprint: one.id,
    check_id: one.check,
    scope,
    stream: 'github.repository',
    ref: unknown ? null : one.id,
    subject: unknown ? null : JSON.stringify({ stream: 'github.repository', ref: one.id, name, url: null }),
    subject_name: unknown ? scope : name,
    result: unknown ? ('unknown' as const) : ('fail' as const),
    state: resolved ? ('resolved' as const) : ('open' as const),
    severity,
    severity_rank: severities.indexOf(severity),
    evidence: JSON.stringify(facts),
    gap: unknown ? JSON.stringify({ reason: 'permission', detail: 'No.', fix: 'Grant it.' }) : null,
    count: null,
    subjects: '[]',
    opened_at: one.openedAt ?? now,
    seen_at: now,
    resolved_at: resolved ? now : null,
    resolution: resolved ? ('passed' as const) : null,
  }
}
