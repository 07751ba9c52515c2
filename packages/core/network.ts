/** Length of a network's prefix, as in `203.0.113.0/24`; all of the bits for a single address. Null for what is none. */
export function prefixLength(cidr: string): { bits: number; of: 32 | 128 } | null {
  const [address = '', length] = cidr.split('/')
  const of = address.includes(':') ? 128 : 32
  if (of === 32 && readIpv4(address) === null) return null
  const bits = length === undefined ? of : Number(length)
  return Number.isInteger(bits) && bits >= 0 && bits <= of ? { bits, of } : null
}

/** Whether an IPv4 address lies in a network. Null where either is not IPv4, so that nothing can be said. */
export function isInNetwork(address: string, cidr: string): boolean | null {
  const own = readIpv4(address)
  const [base = ''] = cidr.split('/')
  const network = readIpv4(base)
  const prefix = prefixLength(cidr)
  if (own === null || network === null || prefix === null) return null
  const size = 2 ** (32 - prefix.bits)
  return Math.floor(own / size) === Math.floor(network / size)
}

function readIpv4(text: string): number | null {
  const parts = text.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256))
  if (parts.length !== 4 || parts.some((part) => part > 255)) return null
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}
