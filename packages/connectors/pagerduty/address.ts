import { AppError } from '@rollcall/core'

export type Region = 'us' | 'eu'

/** Where one PagerDuty account is reached: API, token endpoint, and the pages that people open. */
export interface PagerdutyAddress {
  region: Region
  /** Empty where the account has none of its own, or none was typed. */
  subdomain: string
  api: string
  identity: string
  web: string
  /** A stand-in on this machine. */
  standIn: boolean
  /** The one spelling in which it is kept. */
  kept: { subdomain: string; region: Region }
}

/**
 * Reads what a person typed or pasted: nothing, a subdomain, or an address of one of the account's pages, from which the
 * region follows. A region that contradicts the address is refused.
 */
export function readAddress(typed: string, typedRegion: string): PagerdutyAddress {
  const text = typed.trim()
  const chosen = readRegion(typedRegion)
  if (text === '') return at(chosen ?? 'us', '')
  if (/^[a-z0-9][a-z0-9-]{0,62}$/i.test(text)) return at(chosen ?? 'us', text.toLowerCase())
  const url = parseUrl(text)
  if (!url)
    throw refuse(
      'subdomain',
      `"${text.slice(0, 100)}" is no subdomain.`,
      'Enter it like acme, or paste the address of a page.',
    )
  if (isLoopback(url.hostname)) return standInAt(url, chosen)
  const found = /^(?:([a-z0-9-]+)\.)?(eu\.)?pagerduty\.com$/i.exec(url.hostname)
  if (!found)
    throw refuse(
      'subdomain',
      `${url.host} is not PagerDuty.`,
      'Paste the address of a page of your account: it ends in pagerduty.com.',
    )
  // `eu.pagerduty.com` alone: the first group has taken what is the region.
  const [, first = '', second] = found
  const region: Region = second !== undefined || first.toLowerCase() === 'eu' ? 'eu' : 'us'
  const own = ['app', 'api', 'www', 'identity', 'eu', 'acct'].includes(first.toLowerCase()) ? '' : first.toLowerCase()
  return at(agree(region, chosen, url.host), own)
}

function readRegion(typed: string): Region | null {
  const text = typed.trim().toLowerCase()
  if (text === '') return null
  if (['us', 'united states', 'usa'].includes(text)) return 'us'
  if (['eu', 'europe', 'european union'].includes(text)) return 'eu'
  throw refuse(
    'region',
    `"${typed.trim().slice(0, 50)}" is no service region.`,
    'Enter us or eu. It is eu where the address of your pages has .eu. in it.',
  )
}

function agree(region: Region, chosen: Region | null, host: string): Region {
  if (chosen === null || chosen === region) return region
  throw refuse(
    'region',
    `${host} is in the service region ${region.toUpperCase()}, and not in ${chosen.toUpperCase()}.`,
    `Enter ${region} as the service region, or leave it empty.`,
  )
}

const at = (region: Region, subdomain: string): PagerdutyAddress => {
  const part = region === 'eu' ? '.eu' : ''
  return {
    region,
    subdomain,
    api: `https://api${part}.pagerduty.com`,
    identity: 'https://identity.pagerduty.com/oauth/token',
    web: `https://${subdomain === '' ? 'app' : subdomain}${part}.pagerduty.com`,
    standIn: false,
    kept: { subdomain, region },
  }
}

/** On this machine there is no real PagerDuty: `/eu` is its other region, and a name behind that the account. */
function standInAt(url: URL, chosen: Region | null): PagerdutyAddress {
  const parts = url.pathname.split('/').filter((part) => part !== '')
  const named = parts[0] === 'eu' ? 'eu' : null
  const region = named === null ? (chosen ?? 'us') : agree(named, chosen, url.host)
  const subdomain = parts[named === null ? 0 : 1] ?? ''
  const api = region === 'eu' ? `${url.origin}/eu` : url.origin
  const kept = `${api}${subdomain === '' ? '' : `/${subdomain}`}`
  return {
    region,
    subdomain,
    api,
    identity: `${url.origin}/identity/oauth/token`,
    web: api,
    standIn: true,
    kept: { subdomain: kept, region },
  }
}

/** What an account is called that has no subdomain, or whose key does not show it. */
export const nameless = 'account'

/** The configuration with the account that connecting found, where nobody had typed it: an app has to name it. */
export function withAccount(
  config: Record<string, string | string[]>,
  scope: string | undefined,
): Record<string, string | string[]> {
  const { subdomain, standIn, api } = readAddress(String(config.subdomain ?? ''), String(config.region ?? ''))
  if (subdomain !== '' || scope === undefined || scope === nameless) return config
  return { ...config, subdomain: standIn ? `${api}/${scope}` : scope }
}

/** The same account's address in the other service region: to tell somebody that their key is from there. */
export function otherRegion({ region, subdomain, standIn, api }: PagerdutyAddress): PagerdutyAddress {
  const other: Region = region === 'us' ? 'eu' : 'us'
  return standIn
    ? standInAt(new URL(`${new URL(api).origin}/${other === 'eu' ? 'eu/' : ''}${subdomain}`), other)
    : at(other, subdomain)
}

/** The account in the address of one of its pages; empty where it has none of its own. */
export function subdomainOf(page: string | null | undefined): string {
  if (!page || !URL.canParse(page)) return ''
  const { hostname, pathname } = new URL(page)
  const played = /\/account\/([^/]+)\//.exec(pathname)?.[1]
  if (isLoopback(hostname)) return played ?? ''
  const own = /^([a-z0-9-]+)(?:\.eu)?\.pagerduty\.com$/i.exec(hostname)?.[1]?.toLowerCase() ?? ''
  return ['app', 'www', 'eu'].includes(own) ? '' : own
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\./.test(host)

function parseUrl(text: string): URL | null {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  return URL.canParse(full) ? new URL(full) : null
}

export const refuse = (field: string, problem: string, remedy: string, part = 'config') =>
  new AppError('connection.invalid', { problem, remedy }, { fields: [{ path: `${part}.${field}`, message: problem }] })
