import { createHash, randomBytes } from 'node:crypto'
import { type Profile, SAML, SamlStatusError, ValidateInResponseTo } from '@node-saml/node-saml'
import { AppError } from '@rollcall/core'
import type { SignInClaims } from '@rollcall/directory'
import type { SignInAttempt } from '../store/sign-in-attempts.ts'
import type { SignInSetup } from '../store/sign-in-setup.ts'
import { readCertificate } from './certificate.ts'
import { checkClock, clockError } from './clock.ts'
import type { Place } from './place.ts'
import { elementsOf, namespaces, readXml } from './xml.ts'

/** An id for a request: XML wants it to begin with a letter or an underscore. */
export const newRequestId = (): string => `_${randomBytes(20).toString('hex')}`

/** Where the browser goes to sign in. */
export function samlRequestUrl(setup: SignInSetup, place: Place, key: string): Promise<string> {
  return samlOf(setup, place, { certificate: setup.certificates[0]?.pem ?? '', key }).getAuthorizeUrlAsync(
    key,
    undefined,
    {},
  )
}

interface SamlAnswer {
  claims: SignInClaims
  attempt: SignInAttempt
  /** Of the assertion, to know it again, and until when that matters. */
  hash: Buffer
  until: Date
}

interface Reading {
  setup: SignInSetup
  place: Place
  now: Date
  skewMs: number
  attemptOf: (key: string) => Promise<SignInAttempt | null>
}

/**
 * Reads a SAML response. What is signed is found and verified by node-saml; this adds what it leaves to others: recipient,
 * destination, issue time, weak algorithms, expired certificates, and words for each way to fail.
 */
export async function readSamlResponse(reading: Reading, encoded: unknown): Promise<SamlAnswer> {
  const { setup, place, now } = reading
  const document = openResponse(reading, encoded)
  const profile = await verify(reading, document, String(encoded))
  if (profile.issuer !== setup.issuer) throw wrongIssuer(reading, profile.issuer)
  const assertion = signedAssertion(profile)
  const confirmation = assertion.Subject?.[0]?.SubjectConfirmation?.find(
    ({ $ }) => $?.Method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  )?.SubjectConfirmationData?.[0]?.$
  const lacks = (what: string) => new AppError('sign_in.incomplete', { what })
  if (!confirmation) throw lacks('a bearer SubjectConfirmation')
  if (!profile.nameID) throw lacks('a NameID')
  if (!confirmation.InResponseTo) throw lacks('InResponseTo in its SubjectConfirmationData')
  if (!confirmation.NotOnOrAfter) throw lacks('NotOnOrAfter in its SubjectConfirmationData')
  samePlace('Recipient', confirmation.Recipient ?? 'missing', place.consume)
  const destination = document.documentElement.getAttribute('Destination')
  if (destination) samePlace('Destination', destination, place.consume)
  const attempt = await reading.attemptOf(confirmation.InResponseTo)
  if (!attempt) throw new AppError('sign_in.attempt_unknown', { address: place.start })
  checkClock({
    issued: Date.parse(assertion.$?.IssueInstant ?? ''),
    asked: Date.parse(attempt.created_at),
    now,
    skewMs: reading.skewMs,
  })
  const until = new Date(Date.parse(confirmation.NotOnOrAfter) + reading.skewMs)
  if (!(until > now)) throw outOfTime(reading, document, {})
  const claims = claimsOf(profile, assertion)
  if (claims.sessionUntil !== null && claims.sessionUntil <= now.getTime())
    throw new AppError('sign_in.session_over', {
      until: new Date(claims.sessionUntil).toISOString(),
      address: place.start,
    })
  return {
    claims,
    attempt,
    hash: createHash('sha256')
      .update(assertion.$?.ID ?? '')
      .digest(),
    until,
  }
}

/** The document before anything in it is trusted: that it is a response at all, signed somewhere, and not by SHA-1. */
function openResponse(reading: Reading, encoded: unknown): Document {
  const { place, setup } = reading
  const refuse = (problem: string) => new AppError('sign_in.not_saml', { problem, address: place.start })
  if (typeof encoded !== 'string' || encoded === '') throw refuse('the field SAMLResponse is missing')
  const document = readXml(Buffer.from(encoded, 'base64').toString('utf8'))
  if (typeof document === 'string') throw refuse(document)
  const { documentElement: root } = document
  if (root.namespaceURI !== namespaces.protocol || root.localName !== 'Response')
    throw refuse(`its root element is ${root.nodeName}`)
  if (elementsOf(document, namespaces.assertion, 'EncryptedAssertion').length > 0)
    throw new AppError('sign_in.encrypted')
  const issuer = elementsOf(document, namespaces.assertion, 'Issuer')[0]?.textContent?.trim()
  if (issuer && issuer !== setup.issuer) throw wrongIssuer(reading, issuer)
  const isAnswer = elementsOf(document, namespaces.assertion, 'Assertion').length > 0
  if (isAnswer && elementsOf(document, namespaces.signature, 'Signature').length === 0)
    throw new AppError('sign_in.unsigned')
  for (const name of ['SignatureMethod', 'DigestMethod'])
    for (const element of elementsOf(document, namespaces.signature, name)) {
      const algorithm = element.getAttribute('Algorithm') ?? ''
      if (/sha1$|md5$/i.test(algorithm)) throw new AppError('sign_in.signature_weak', { algorithm })
    }
  return document
}

/** Tries each certificate that is known; the one that fits says whether it is still good. */
async function verify(reading: Reading, document: Document, encoded: string): Promise<Profile> {
  const { setup, place, now } = reading
  for (const { pem } of setup.certificates) {
    const saml = samlOf(setup, place, { certificate: pem, reading })
    const profile = await saml
      .validatePostResponseAsync({ SAMLResponse: encoded })
      .then((answer) => answer.profile)
      .catch((error: unknown) => {
        if (error instanceof Error && error.message === 'Invalid signature') return null
        throw explain(reading, document, error)
      })
    if (!profile) continue
    const certificate = readCertificate(pem)
    if (certificate.validTo > now) return profile
    throw new AppError('sign_in.certificate_expired', {
      certificate: certificate.subject,
      date: certificate.validTo.toISOString().slice(0, 10),
      enterprise: place.enterprise.name,
    })
  }
  throw new AppError('sign_in.signature_invalid', {
    problem: 'no certificate of the set-up verifies it',
    enterprise: place.enterprise.name,
  })
}

function samlOf(
  setup: SignInSetup,
  place: Place,
  { certificate, key, reading }: { certificate: string; key?: string; reading?: Reading },
): SAML {
  return new SAML({
    callbackUrl: place.consume,
    issuer: place.entityId,
    audience: place.entityId,
    entryPoint: setup.sso_url ?? '',
    idpCert: certificate,
    idpIssuer: setup.issuer,
    // Either signature will do; without one nothing is accepted.
    wantAssertionsSigned: false,
    wantAuthnResponseSigned: false,
    // Providers answer with what they have; asking for a format or a context makes some refuse.
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    acceptedClockSkewMs: reading?.skewMs ?? 0,
    validateInResponseTo: ValidateInResponseTo.always,
    ...(key ? { generateUniqueId: () => key } : {}),
    // Requests are rows of the database, which whoever answers the browser takes away.
    cacheProvider: {
      saveAsync: async () => null,
      getAsync: async (id) => (await reading?.attemptOf(id))?.created_at ?? null,
      removeAsync: async () => null,
    },
  })
}

/** What node-saml's message means, in the words of the error table. */
function explain(reading: Reading, document: Document, error: unknown): AppError {
  const { place } = reading
  const { message } = error as Error
  const options = { cause: error }
  if (error instanceof SamlStatusError)
    return new AppError(
      'sign_in.provider_refused',
      { problem: message.replace(/^SAML provider returned /, '') },
      options,
    )
  if (/InResponseTo/.test(message)) return new AppError('sign_in.attempt_unknown', { address: place.start }, options)
  if (/signature|ref URI|transforms/i.test(message))
    return new AppError(
      'sign_in.signature_invalid',
      { problem: message.replace(/^Invalid signature[:,]?\s*/, ''), enterprise: place.enterprise.name },
      options,
    )
  const audience = / Received: (.*)$/.exec(message)?.[1]
  if (/audience/i.test(message))
    return new AppError(
      'sign_in.wrong_place',
      { what: 'Audience', given: audience ?? 'missing', expected: place.entityId },
      options,
    )
  if (/not yet valid|expired|subject confirmation/i.test(message)) return outOfTime(reading, document, options)
  return new AppError('sign_in.not_saml', { problem: message, address: place.start }, options)
}

const wrongIssuer = ({ setup, place }: Reading, given: string) =>
  new AppError('sign_in.wrong_issuer', { given, expected: setup.issuer, enterprise: place.enterprise.name })

function samePlace(what: string, given: string, expected: string): void {
  if (given !== expected) throw new AppError('sign_in.wrong_place', { what, given, expected })
}

/** Too old or too new: is it the clock, or did the person take too long? */
function outOfTime(reading: Reading, document: Document, options: { cause?: unknown }): AppError {
  const { now, place } = reading
  const ends = ['Conditions', 'SubjectConfirmationData']
    .flatMap((name) => elementsOf(document, namespaces.assertion, name))
    .map((element) => Date.parse(element.getAttribute('NotOnOrAfter') ?? ''))
    .filter(Number.isFinite)
  const end = Math.min(...ends)
  if (end <= now.getTime() - reading.skewMs)
    return new AppError('sign_in.expired', { until: new Date(end).toISOString(), address: place.start }, options)
  const written = elementsOf(document, namespaces.assertion, 'Assertion')[0]?.getAttribute('IssueInstant')
  return clockError(Date.parse(written ?? ''), now.getTime(), reading.skewMs)
}

/** The parts of node-saml's reading of the verified assertion that are used. */
interface Assertion {
  $?: { ID?: string; IssueInstant?: string }
  Subject?: {
    SubjectConfirmation?: {
      $?: { Method?: string }
      SubjectConfirmationData?: { $?: { Recipient?: string; InResponseTo?: string; NotOnOrAfter?: string } }[]
    }[]
  }[]
  AuthnStatement?: { $?: { SessionNotOnOrAfter?: string } }[]
}

function signedAssertion(profile: Profile): Assertion {
  const { Assertion } = (profile.getAssertion?.() ?? {}) as { Assertion?: Assertion }
  if (!Assertion?.$?.ID) throw new AppError('sign_in.incomplete', { what: 'an ID' })
  return Assertion
}

function claimsOf(profile: Profile, assertion: Assertion): SignInClaims {
  const given = (profile.attributes ?? {}) as Record<string, unknown>
  const attributes = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string'),
    ]),
  )
  const until = Date.parse(assertion.AuthnStatement?.[0]?.$?.SessionNotOnOrAfter ?? '')
  return {
    protocol: 'saml',
    subject: profile.nameID,
    attributes,
    sessionUntil: Number.isFinite(until) ? until : null,
  }
}
