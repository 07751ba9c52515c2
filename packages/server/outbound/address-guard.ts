import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { AppError } from '@rollcall/core'
import ipaddr from 'ipaddr.js'

/**
 * Judges every address that a person can type, and every address that a name resolves to at the moment of connecting,
 * so that neither a literal nor a changing DNS answer reaches this machine or its network.
 */
export interface AddressGuard {
  /** Throws `address.refused` where the address is not one to connect to. */
  check: (url: string) => void
  /** For the socket: resolves, judges every answer, and connects to nothing else. */
  lookup: LookupFunction
}

/**
 * @param allowNetworks addresses and CIDR ranges besides public ones
 * @param allowOrigins whole origins, such as the stand-ins of the demo; nothing else on their host is allowed with them
 */
export function createAddressGuard(
  allowNetworks: readonly string[],
  allowOrigins: readonly string[] = [],
): AddressGuard {
  const ranges = allowNetworks.map((text) =>
    ipaddr.isValid(text)
      ? ipaddr.parseCIDR(`${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`)
      : ipaddr.parseCIDR(text),
  )
  const origins = new Set(allowOrigins.map((origin) => new URL(origin).origin))
  const originHosts = new Set([...origins].map((origin) => bareHost(new URL(origin).hostname)))

  const allowed = (address: string): boolean => {
    const ip = ipaddr.process(address)
    if (ranges.some((range) => ip.kind() === range[0].kind() && ip.match(range))) return true
    return ip.range() === 'unicast'
  }

  function check(text: string): void {
    const url = URL.canParse(text) ? new URL(text) : null
    const refuse = (problem: string) => new AppError('address.refused', { address: shown(text), problem })
    if (!url) throw refuse('it is not a web address')
    if (url.username !== '' || url.password !== '') throw refuse('it carries a user name or password')
    if (origins.has(url.origin)) return
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('only https is spoken')
    const host = bareHost(url.hostname)
    const literal = ipaddr.isValid(host)
    if (literal && !allowed(host)) throw refuse('it is in a private or reserved network')
    if (host === 'localhost' || host.endsWith('.localhost')) {
      if (!allowed('127.0.0.1')) throw refuse('it is this machine')
    }
    if (url.protocol === 'http:' && !(literal && ranges.length > 0))
      throw refuse('it is not encrypted; credentials are only sent over https')
  }

  const guardedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0)
      const good = originHosts.has(hostname) ? addresses : addresses.filter(({ address }) => allowed(address))
      const first = good[0]
      if (!first) {
        const refused = new AppError('address.refused', {
          address: hostname,
          problem: 'it resolves to a private or reserved network',
        })
        return callback(refused, '', 0)
      }
      if (options.all) return callback(null, good)
      return callback(null, first.address, first.family)
    })
  }

  return { check, lookup: guardedLookup }
}

const bareHost = (hostname: string) => hostname.replace(/^\[|\]$/g, '').toLowerCase()

/** What may be shown of an address that a person typed: no user info, no query, not endless. */
function shown(text: string): string {
  return text
    .replace(/\/\/[^/]*@/, '//')
    .replace(/[?#].*$/s, '')
    .slice(0, 200)
}
