import { DOMParser } from '@xmldom/xmldom'

/**
 * A document that was read as strictly as can be: no document type, so that nothing is expanded, and no error mended.
 * @returns what is wrong with it, in words, where it cannot be read
 */
export function readXml(text: string): Document | string {
  if (text.trim() === '') return 'it is empty'
  if (/<!DOCTYPE/i.test(text)) return 'it has a document type, which is never read'
  let problem: string | null = null
  const note = (message: string) => {
    problem ??= message.replace(/^\[xmldom \w+\]\s*/, '').split('\n', 1)[0] ?? message
  }
  const document = new DOMParser({ errorHandler: { warning: note, error: note, fatalError: note } }).parseFromString(
    text,
    'text/xml',
  )
  if (problem !== null) return `it is no XML (${problem})`
  if (!document?.documentElement) return 'it is no XML: it has no element'
  return document
}

/** Elements below one, by namespace and local name. */
export const elementsOf = (node: Document | Element, namespace: string, name: string): Element[] =>
  Array.from(node.getElementsByTagNameNS(namespace, name))

export const namespaces = {
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
}
