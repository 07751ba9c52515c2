import { randomUUID } from 'node:crypto'
import { auditNotice, type User } from '@rollcall/directory'
import { auditRow, enterpriseOf } from '../scim/directory.ts'
import type { Executor } from '../store/database.ts'
import { writeAuditIn } from '../store/directory-users.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'

type Subject = Pick<User, 'accountId' | 'login'> & Partial<Pick<User, 'identity'>>

interface Happened {
  action: string
  /** Whom it is about, and who did it where `by` says nothing. */
  user?: Subject | null
  /** Who did it, where that is no user of the enterprise: a person of the console, or what a stranger is called. */
  by?: string
  fields?: Record<string, unknown>
}

/** Writes into the enterprise's audit log, in GitHub's shape, what no SCIM request caused. */
export async function writeNotices(
  tx: Executor,
  enterprise: EnterpriseRow,
  moment: { now: Date; requestId: string },
  events: readonly Happened[],
): Promise<void> {
  const { now, requestId } = moment
  for (const { action, user = null, by, fields = {} } of events) {
    const actor =
      by === undefined && user
        ? { id: user.accountId, login: user.login }
        : { id: null, login: by ?? enterprise.setup_user }
    const record = auditNotice(
      { action, user, fields },
      {
        enterprise: enterpriseOf(enterprise, 'github'),
        businessId: enterprise.id,
        now: now.getTime(),
        actor,
        requestId,
        documentId: () => randomUUID(),
      },
    )
    await writeAuditIn(tx, enterprise.id, auditRow(record, user?.identity?.id ?? null), requestId, now)
  }
}
