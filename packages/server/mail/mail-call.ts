import { sql } from 'kysely'
import type { AppDeps } from '../app-deps.ts'

const waitMs = 500

export interface MailCall {
  /** Asks for the job that sends, once for however many e-mails are written within half a second. */
  soon: () => void
  close: () => Promise<void>
}

/** Whom this does not reach, because the process ended, the job's own minute does. */
export function openMailCall({ db, log }: Pick<AppDeps, 'db' | 'log'>): MailCall {
  let timer: NodeJS.Timeout | null = null
  const ask = async () => {
    timer = null
    await sql`select graphile_worker.add_job('send-mail', job_key => 'send-mail')`
      .execute(db)
      .catch((error: unknown) => log.warn({ err: error }, 'The sending of e-mails could not be asked for'))
  }
  return {
    soon() {
      timer ??= setTimeout(() => void ask(), waitMs).unref()
    },
    async close() {
      if (timer) clearTimeout(timer)
    },
  }
}
