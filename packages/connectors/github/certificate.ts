interface Element {
  tag: number
  body: Uint8Array
  rest: Uint8Array
}

/** The first element of DER (X.690): tag, length, body. Null where the bytes are not DER. */
function readElement(bytes: Uint8Array): Element | null {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) return null
  const wide = first > 0x7f ? first & 0x7f : 0
  if (wide > 3) return null
  let length = first
  if (wide > 0) length = bytes.subarray(2, 2 + wide).reduce((sum, byte) => sum * 256 + byte, 0)
  const start = 2 + wide
  if (bytes.length < start + length) return null
  return { tag, body: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) }
}

const sequence = 0x30
const utcTime = 0x17
const generalizedTime = 0x18

/**
 * When an X.509 certificate ends (RFC 5280 §4.1): the second time of its validity. Null for what is no certificate.
 * Only this much is read, so that no cryptography is needed.
 */
export function readCertificateEnd(pem: string): string | null {
  const text = pem.replace(/-----[^-]+-----|\s/g, '')
  if (!/^[A-Za-z0-9+/]+=*$/.test(text)) return null
  const certificate = readElement(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)))
  const signed = certificate?.tag === sequence ? readElement(certificate.body) : null
  if (signed?.tag !== sequence) return null
  // version [0] may be missing; serial number, signature and issuer stand before the validity.
  let left: Uint8Array = signed.body
  const head = readElement(left)
  if (head?.tag === 0xa0) left = head.rest
  for (let skipped = 0; skipped < 3; skipped++) {
    const element = readElement(left)
    if (!element) return null
    left = element.rest
  }
  const validity = readElement(left)
  const begin = validity?.tag === sequence ? readElement(validity.body) : null
  const end = begin ? readElement(begin.rest) : null
  return end ? readTime(end) : null
}

/** RFC 5280 §4.1.2.5: two digits of the year mean 1950 to 2049. */
function readTime({ tag, body }: Element): string | null {
  const digits = String.fromCharCode(...body)
  const year = /^\d{2}/.exec(digits)?.[0] ?? ''
  const full = tag === utcTime ? `${Number(year) < 50 ? '20' : '19'}${digits}` : digits
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(full)
  if (!match || (tag !== utcTime && tag !== generalizedTime)) return null
  const [, y, month, day, hour, minute, second] = match
  return `${y}-${month}-${day}T${hour}:${minute}:${second}Z`
}
