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
        await transport.sendMail(messageOf(mail, settings, deps.baseUrl, account))
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

/** The same e-mail has the same id however often it is sent, so that a mailbox shows it once. */
function messageOf(mail: DueMail, { from }: MailSettings, baseUrl: string, account: string) {
  const { id, kind, recipient, enterprise } = mail
  const { subject, lines } = kind === 'onboarding' ? onboarding(mail, account) : aboutStreams(mail, baseUrl)
  return {
    from,
    to: recipient,
    subject,
    messageId: `<${kind.replace('_', '-')}-${id}.${enterprise.slug}@${new URL(baseUrl).hostname}>`,
    text: [...lines, ''].join('\n'),
  }
}

const onboarding = ({ login, enterprise }: DueMail, account: string) => ({
  subject: `Your account at ${enterprise.name}`,
  lines: [
    `You have an account at ${enterprise.name}. Your username is ${login}.`,
    '',
    `Sign in at ${account} with the account of your company: there is no other password to choose or to remember.`,
    '',
    'Your company added you. If you did not expect this, ask the people who look after its accounts.',
  ],
})

function aboutStreams({ kind, data, enterprise: { name, slug } }: DueMail, baseUrl: string) {
  const failing = kind === 'streams_failing'
  const streams = data ?? []
  const what = streams.length === 1 ? 'a stream' : `${streams.length} streams`
  return {
    subject: `Audit log of ${name}: ${what} ${failing ? 'failing' : 'recovered'}`,
    lines: [
      ...streams.flatMap(({ leadsTo, since, until, problem, waiting }) =>
        failing
          ? [
              `The audit log of ${name} has not reached ${leadsTo} since ${timeOf(since)}.`,
              problem,
              `Events that wait: ${waiting.toLocaleString('en')}.`,
              '',
            ]
          : [
              `The audit log of ${name} reaches ${leadsTo} again. It failed from ${timeOf(since)} to ${timeOf(until)}.`,
              '',
            ],
      ),
      failing
        ? 'Nothing is lost: it is tried again at least every ten minutes, and then what waits is sent. The next e-mail comes when it has worked again for half an hour.'
        : 'What waited is sent, oldest first.',
      '',
      `${baseUrl}/directory/${slug}?tab=streams`,
      '',
      'You get this because you are an admin of Rollcall.',
    ],
  }
}

const timeOf = (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`
