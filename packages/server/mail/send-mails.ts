import { rootCertificates } from 'node:tls'
import { createTransport } from 'nodemailer'
import type { AppDeps } from '../app-deps.ts'
import { tell } from '../live.ts'
import type { MailSettings } from '../settings.ts'
import { mainPlace } from '../sign-in/place.ts'
import { type DueMail, withDueMail } from '../store/mail-outbox.ts'

type MailDeps = Pick<AppDeps, 'db' | 'now' | 'log' | 'mail' | 'baseUrl'>

const timeoutMs = 15_000

/**
 * Sends what is due. An answer of the mail server about one e-mail concerns that one; where the server itself cannot be
 * spoken to, the others are not tried before the next run.
 */
export async function sendMails(deps: MailDeps, stopping: AbortSignal): Promise<void> {
  const { mail: settings } = deps
  if (settings === null) return
  const transport = createTransport(transportOf(settings))
  try {
    while (!stopping.aborted) {
      const done = await withDueMail(deps.db, deps.now(), async (mail) => {
        const { account } = await mainPlace(deps.db, deps.baseUrl, mail.enterprise)
        await transport.sendMail(messageOf(mail, settings, { account, host: new URL(deps.baseUrl).hostname }))
      })
      if (done === null) return
      const { mail, error } = done
      const { slug, tenant } = mail.enterprise
      await tell(deps.db, { tenant, type: 'scim', enterprise: slug })
      if (error === null) continue
      deps.log.warn({ enterprise: slug, mail: mail.id, reason: error.message }, 'An e-mail could not be sent')
      if (!('responseCode' in error) || (error as { command?: string }).command === 'AUTH') return
    }
  } finally {
    transport.close()
  }
}

const transportOf = ({ host, port, secure, login, extraCa }: MailSettings) => ({
  pool: true as const,
  maxConnections: 1,
  host,
  port,
  secure,
  // A password never goes over an open line.
  requireTLS: !secure && login !== null,
  ...(login ? { auth: login } : {}),
  tls: { ...(extraCa === null ? {} : { ca: [...rootCertificates, extraCa] }) },
  connectionTimeout: timeoutMs,
  greetingTimeout: timeoutMs,
  socketTimeout: 2 * timeoutMs,
  disableFileAccess: true,
  disableUrlAccess: true,
})

/** The onboarding e-mail. The same e-mail has the same id however often it is sent, so that a mailbox shows it once. */
function messageOf(
  { id, recipient, login, enterprise }: DueMail,
  { from }: MailSettings,
  at: { account: string; host: string },
) {
  const { name, slug } = enterprise
  return {
    from,
    to: recipient,
    subject: `Your account at ${name}`,
    messageId: `<onboarding-${id}.${slug}@${at.host}>`,
    text: [
      `You have an account at ${name}. Your username is ${login}.`,
      '',
      `Sign in at ${at.account} with the account of your company: there is no other password to choose or to remember.`,
      '',
      'Your company added you. If you did not expect this, ask the people who look after its accounts.',
      '',
    ].join('\n'),
  }
}
