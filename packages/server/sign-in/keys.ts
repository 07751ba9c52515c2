import { createHash } from 'node:crypto'
import type { SignInAttributes, SignInClaims } from '@rollcall/directory'
import { storable } from '../scim/directory.ts'
import type { NewKey } from '../store/account-keys.ts'

/** A key that was not taken, and why. What it says itself is never repeated: it may be the wrong half. */
interface RefusedKey {
  attribute: string
  problem: string
}

const mostKeys = 50
const longestKey = 100_000

/** Public keys that the identity provider sends with a sign-in (github-scim §8.2). A bad one keeps nobody out. */
export async function readKeys(
  claims: SignInClaims,
  names: SignInAttributes,
): Promise<{ keys: NewKey[]; refused: RefusedKey[] }> {
  const given = [
    ...valuesOf(claims, names.publicKeys)
      .flatMap((value) => value.split(/[\r\n]+/))
      .map((text) => ({ attribute: names.publicKeys, text, read: readSshKey })),
    ...valuesOf(claims, names.gpgKeys).map((text) => ({ attribute: names.gpgKeys, text, read: readGpgKey })),
  ].filter(({ text }) => text.trim() !== '')
  const keys = new Map<string, NewKey>()
  const refused: RefusedKey[] = []
  for (const { attribute, text, read } of given.slice(0, mostKeys)) {
    const key = text.length > longestKey ? 'it is too long' : await read(text.trim())
    if (typeof key === 'string') refused.push({ attribute, problem: key })
    else keys.set(key.fingerprint, key)
  }
  if (given.length > mostKeys)
    refused.push({ attribute: 'all', problem: `${given.length - mostKeys} keys after the first ${mostKeys}` })
  return { keys: [...keys.values()], refused }
}

const valuesOf = ({ attributes }: SignInClaims, name: string): readonly string[] => attributes[name] ?? []

/** Kinds of SSH key, each with how many fields its blob has (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4, OpenSSH's PROTOCOL.u2f). */
const sshKinds: Readonly<Record<string, number>> = {
  'ssh-ed25519': 2,
  'ssh-rsa': 3,
  'ecdsa-sha2-nistp256': 3,
  'ecdsa-sha2-nistp384': 3,
  'ecdsa-sha2-nistp521': 3,
  'sk-ssh-ed25519@openssh.com': 3,
  'sk-ecdsa-sha2-nistp256@openssh.com': 4,
}
const fewestRsaBits = 2048

/** One line as of a `.pub` file, or why it is none. */
function readSshKey(text: string): NewKey | string {
  if (/PRIVATE KEY/.test(text)) return 'it is a private key: end it, and send the public one'
  const [algorithm = '', encoded = '', ...comment] = text.split(/\s+/)
  if (!Object.hasOwn(sshKinds, algorithm)) return 'it is no SSH key of a kind that is taken (Ed25519, ECDSA, RSA)'
  const blob = Buffer.from(encoded, 'base64')
  const fields = fieldsOf(blob)
  if (fields?.length !== sshKinds[algorithm] || fields?.[0]?.toString('latin1') !== algorithm)
    return `it is no whole ${algorithm} key`
  if (algorithm === 'ssh-rsa') {
    const bits = BigInt(`0x0${fields[2]?.toString('hex')}`).toString(2).length
    if (bits < fewestRsaBits) return `its ${bits} bits are too few; ${fewestRsaBits} are the least`
  }
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
  const key = `${algorithm} ${blob.toString('base64')}`
  return { kind: 'ssh', fingerprint, algorithm, title: titleOf(comment.join(' ')), key }
}

/** Fields of an SSH blob, each with its length before it; null where they do not end where it ends. */
function fieldsOf(blob: Buffer): Buffer[] | null {
  const fields: Buffer[] = []
  let at = 0
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at)
    fields.push(blob.subarray(at + 4, end))
    at = end
  }
  return at === blob.length ? fields : null
}

const titleOf = (text: string): string => storable(text.slice(0, 200))

async function readGpgKey(text: string): Promise<NewKey | string> {
  // Few sign-ins bring one, and the library is large.
  const { readKey } = await import('openpgp')
  const key = await readKey({ armoredKey: text }).catch(() => null)
  if (!key) return 'it is no OpenPGP key in ASCII armour'
  if (key.isPrivate()) return 'it is a private key: revoke it, and send the public one'
  const { algorithm, bits, curve } = key.getAlgorithmInfo()
  return {
    kind: 'gpg',
    fingerprint: key.getFingerprint().toUpperCase(),
    algorithm: [algorithm, bits ?? curve].filter(Boolean).join(' '),
    title: titleOf(key.getUserIDs().join(', ')),
    key: key.armor(),
  }
}
