import type { AppDeps } from '../app-deps.ts'
import type { MailCall } from '../mail/mail-call.ts'
import type { Queries } from '../store/database.ts'
import type { AccessBook } from './access.ts'
import type { PageMarks } from './page-marks.ts'
import type { RateBook } from './rate.ts'
import type { RequestLog } from './request-log.ts'

/** What the SCIM service needs: the server's own, and the books that it keeps while it runs. */
export interface ScimDeps extends AppDeps {
  access: AccessBook
  rate: RateBook
  requests: RequestLog
  marks: PageMarks
  mails: MailCall
}

/** What a change needs: where its statements go. */
export interface WriteDeps {
  queries: Queries
}
