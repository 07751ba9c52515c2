/** One element of DER, with a length of less than 65,536. */
function element(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: Buffer[]) => element(0x30, ...parts)
const utcTime = (moment: string) =>
  element(0x17, Buffer.from(`${new Date(moment).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))

/** A certificate of the right form with that end, and nothing true in it: no key, and a signature of zeros. */
export function showCertificate(name: string, expiresAt: string): string {
  const algorithm = sequence(element(0x06, Buffer.from('2a864886f70d01010b', 'hex')), element(0x05))
  const commonName = sequence(element(0x06, Buffer.from('550403', 'hex')), element(0x0c, Buffer.from(name)))
  const subject = sequence(element(0x31, commonName))
  const validity = sequence(utcTime('2020-01-01T00:00:00Z'), utcTime(expiresAt))
  const key = sequence(algorithm, element(0x03, Buffer.alloc(17)))
  const version = element(0xa0, element(0x02, Buffer.from([2])))
  const serial = element(0x02, Buffer.from([1]))
  const body = sequence(version, serial, algorithm, subject, validity, subject, key)
  const text = sequence(body, algorithm, element(0x03, Buffer.alloc(129))).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}
