import { X509Certificate } from 'node:crypto'
import { AppError } from '@rollcall/core'

export interface Certificate {
  pem: string
  subject: string
  fingerprint: string
  validFrom: Date
  validTo: Date
}

const smallestKey = 2048

/** A certificate from PEM text, or from the bare base64 that metadata and consoles show. */
export function readCertificate(text: string): Certificate {
  const certificate = parse(text)
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
  const bits = asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < smallestKey)
    throw new AppError('sign_in.certificate_invalid', {
      problem: `its ${asymmetricKeyType ?? ''} key has ${bits} bits, and fewer than ${smallestKey} can be broken`,
    })
  return {
    pem: certificate.toString(),
    subject: certificate.subject.replaceAll('\n', ', '),
    fingerprint: certificate.fingerprint256,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
  }
}

function parse(text: string): X509Certificate {
  if (/PRIVATE KEY/.test(text))
    throw new AppError('sign_in.certificate_invalid', {
      problem: 'it is a private key, which must never leave its owner',
    })
  const pem = /-----BEGIN CERTIFICATE-----/.test(text)
    ? text
    : `-----BEGIN CERTIFICATE-----\n${text.replace(/\s/g, '')}\n-----END CERTIFICATE-----`
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new AppError('sign_in.certificate_invalid', { problem: 'it is no X.509 certificate' }, { cause })
  }
}
