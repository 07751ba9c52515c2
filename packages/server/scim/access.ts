import type { AppDeps } from '../app-deps.ts'
import { hashToken } from '../auth/token.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { findByToken, isOnlyServer, markUsed, type ScimTokenRow } from '../store/scim-access.ts'

/** Which enterprise a request may reach, and with what token. */
export interface Access {
  token: ScimTokenRow
  enterprise: EnterpriseRow
  /** Key of the obfuscated logins of this enterprise. */
  secret: string
  /** Whether it answers at any host name, being the only GHES enterprise. */
  onlyServer: boolean
}

export interface AccessBook {
  find: (token: string) => Promise<Access | null>
  close: () => Promise<void>
}

const keepMs = 5000
const noteMs = 5000
const most = 10_000

/**
 * Looks tokens up by hash and keeps what it found for a few seconds. A change in this process or another empties the
 * book at once, by the database's notification; while that cannot be heard, nothing is kept.
 */
export function openAccessBook(deps: Pick<AppDeps, 'db' | 'vault' | 'live' | 'now' | 'log'>): AccessBook {
  const kept = new Map<string, { access: Access | null; until: number }>()
  const used = new Set<string>()
  let edition = 0
  const stop = deps.live.onDirectoryChange(() => {
    edition++
    kept.clear()
  })
  const notes = setInterval(() => void noteUse(), noteMs).unref()

  async function noteUse(): Promise<void> {
    if (used.size === 0) return
    const ids = [...used]
    used.clear()
    await markUsed(deps.db, ids, deps.now()).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'The use of SCIM tokens could not be noted'),
    )
  }

  async function look(hash: Buffer): Promise<Access | null> {
    const found = await findByToken(deps.db, hash)
    if (!found || found.token.revoked_at !== null) return null
    const { secret = '' } = await deps.vault.open(deps.db, found.enterprise.tenant, found.enterprise.secret_id)
    return {
      ...found,
      secret,
      onlyServer: found.enterprise.kind === 'ghes' && (await isOnlyServer(deps.db, found.enterprise)),
    }
  }

  return {
    async find(token) {
      const hash = hashToken(token)
      const key = hash.toString('latin1')
      const now = deps.now().getTime()
      const known = kept.get(key)
      let access = known && known.until > now && deps.live.hears() ? known.access : undefined
      if (access === undefined) {
        const before = edition
        access = await look(hash)
        if (kept.size >= most) kept.clear()
        // What changed while it was looked up is not kept.
        if (before === edition) kept.set(key, { access, until: now + keepMs })
      }
      if (!access || (access.token.expires_at !== null && Date.parse(access.token.expires_at) <= now)) return null
      used.add(access.token.id)
      return access
    },
    async close() {
      stop()
      clearInterval(notes)
      await noteUse()
    },
  }
}
