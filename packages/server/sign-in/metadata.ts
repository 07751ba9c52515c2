import { generateServiceProviderMetadata } from '@node-saml/node-saml'
import { AppError } from '@rollcall/core'
import { type Certificate, readCertificate } from './certificate.ts'
import type { Place } from './place.ts'
import { elementsOf, namespaces, readXml } from './xml.ts'

/** What to tell the identity provider: who we are and where answers go. */
export function ownMetadata(place: Place): string {
  return generateServiceProviderMetadata({
    issuer: place.entityId,
    callbackUrl: place.consume,
    identifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    wantAssertionsSigned: true,
    // Always the same, so that whoever compares two copies sees no change.
    generateUniqueId: () => `_${place.enterprise.slug}`,
  })
}

export interface ProviderMetadata {
  issuer: string
  ssoUrl: string
  certificates: Certificate[]
}

const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'

/** Entity id, sign-on address and signing certificates out of an identity provider's metadata. */
export function readMetadata(text: string): ProviderMetadata {
  const refuse = (problem: string) => new AppError('sign_in.metadata_invalid', { problem })
  const document = readXml(text.trim())
  if (typeof document === 'string') throw refuse(document)
  const { documentElement: root } = document
  if (root.namespaceURI !== namespaces.metadata) throw refuse(`its root element is ${root.nodeName}`)
  const [descriptor, another] = elementsOf(document, namespaces.metadata, 'IDPSSODescriptor')
  if (!descriptor)
    throw refuse(
      elementsOf(document, namespaces.metadata, 'SPSSODescriptor').length > 0
        ? 'it describes a service provider, perhaps this one'
        : 'it has no IDPSSODescriptor',
    )
  if (another) throw refuse('it describes several identity providers; give that of one')
  const entity = descriptor.parentNode as Element
  const issuer = entity.getAttribute('entityID')
  if (!issuer) throw refuse('its EntityDescriptor has no entityID')
  const services = elementsOf(descriptor, namespaces.metadata, 'SingleSignOnService')
  const ssoUrl = services
    .find((service) => service.getAttribute('Binding') === redirectBinding)
    ?.getAttribute('Location')
  if (!ssoUrl) throw refuse('it has no SingleSignOnService with the HTTP-Redirect binding')
  const certificates = elementsOf(descriptor, namespaces.metadata, 'KeyDescriptor')
    .filter((key) => key.getAttribute('use') !== 'encryption')
    .flatMap((key) => elementsOf(key, namespaces.signature, 'X509Certificate'))
    .map((element) => readCertificate(element.textContent ?? ''))
  if (certificates.length === 0) throw refuse('it has no signing certificate')
  const seen = new Set<string>()
  return {
    issuer,
    ssoUrl,
    certificates: certificates.filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint)),
  }
}
