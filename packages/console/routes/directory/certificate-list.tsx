import { Button } from '@mantine/core'
import { AlertIcon, CheckCircleIcon, XCircleIcon } from '@primer/octicons-react'
import type { SignInCertificate } from '@rollcall/api'
import { State } from '../../ui/state.tsx'
import { dateOf } from '../../ui/time.tsx'

export type Certificate = SignInCertificate

const looks = {
  valid: { tone: 'good', word: 'Valid', icon: CheckCircleIcon },
  expiring: { tone: 'warn', word: 'Expires soon', icon: AlertIcon },
  expired: { tone: 'bad', word: 'Expired', icon: XCircleIcon },
} as const

/** Signing certificates that are trusted, each with its end. */
export function CertificateList({
  certificates,
  remove,
}: {
  certificates: readonly Certificate[]
  remove: (certificate: Certificate) => void
}) {
  return (
    <ul className="member-list" aria-label="Signing certificates">
      {certificates.map((certificate) => (
        <li key={certificate.fingerprint}>
          <span>
            <span className="strong">{certificate.subject}</span>
            <br />
            <span className="muted tiny mono">{certificate.fingerprint}</span>
          </span>
          <span className="row">
            <State
              look={looks[certificate.state]}
              word={`${looks[certificate.state].word}, until ${dateOf(certificate.validTo)}`}
            />
            <Button
              size="xs"
              variant="default"
              aria-label={`Remove the certificate ${certificate.subject} until ${dateOf(certificate.validTo)}`}
              onClick={() => remove(certificate)}
            >
              Remove
            </Button>
          </span>
        </li>
      ))}
    </ul>
  )
}
