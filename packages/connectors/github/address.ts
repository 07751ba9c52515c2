import { AppError } from '@rollcall/core'

/** Where one GitHub is reached: REST base, GraphQL endpoint, and the pages that people open. */
export interface GithubAddress {
  api: string
  graphql: string
  web: string
  /** github.com, a GitHub Enterprise Server, a GitHub Enterprise Cloud with data residency, or a stand-in here. */
  flavour: 'github.com' | 'server' | 'ghe.com' | 'stand-in'
  /** The one spelling in which the address is kept; empty for github.com. */
  kept: string
}

/**
 * Reads what a person typed for the server: nothing for github.com, the address of a GitHub Enterprise Server with or
 * without `/api/v3`, or a `….ghe.com` address.
 */
export function readAddress(typed: string): GithubAddress {
  const text = typed.trim()
  if (text === '') return githubCom
  const url = parseUrl(text)
  if (!url)
    throw refuseAddress(`"${text.slice(0, 100)}" is not a web address.`, 'Enter it like https://github.example.com.')
  const host = url.hostname.replace(/^(www|api)\./, '')
  if (host === 'github.com') return githubCom
  if (host.endsWith('.ghe.com')) {
    const api = `https://api.${host}`
    return { api, graphql: `${api}/graphql`, web: `https://${host}`, flavour: 'ghe.com', kept: `https://${host}` }
  }
  const { origin, pathname } = url
  if (pathname === '/' && isLoopback(url.hostname))
    return { api: origin, graphql: `${origin}/graphql`, web: origin, flavour: 'stand-in', kept: origin }
  if (/^\/(api(\/v3|\/graphql)?\/?)?$/.test(pathname)) {
    const kept = isLoopback(url.hostname) ? `${origin}/api/v3` : origin
    return { api: `${origin}/api/v3`, graphql: `${origin}/api/graphql`, web: origin, flavour: 'server', kept }
  }
  throw refuseAddress(
    `${url.origin}${url.pathname} is more than a server's address.`,
    `Enter ${url.origin} and put the organization into its own field.`,
  )
}

const githubCom: GithubAddress = {
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
  web: 'https://github.com',
  flavour: 'github.com',
  kept: '',
}

/** On this machine there is no real GitHub, so an address here without `/api/v3` is a stand-in shaped like github.com. */
const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\./.test(host)

/** Login of an organization, from a slug or an address of one of its pages. */
export function readOrganization(typed: string, address: GithubAddress): string {
  const text = typed.trim().replace(/^@/, '')
  const refuse = (problem: string, remedy: string) =>
    new AppError(
      'connection.invalid',
      { problem, remedy },
      { fields: [{ path: 'config.organizations', message: problem }] },
    )
  if (!/[/.:]/.test(text)) return checkLogin(text, refuse)
  const url = parseUrl(text)
  if (!url)
    throw refuse(
      `"${text.slice(0, 100)}" is not an organization.`,
      'Enter its name as in the address of its page, such as acme.',
    )
  if (url.host !== new URL(address.web).host && (address.flavour === 'github.com' || address.flavour === 'ghe.com'))
    throw refuse(
      `${url.href.slice(0, 100)} is not on ${new URL(address.web).host}.`,
      `If it is a GitHub Enterprise Server, enter ${url.origin} under "Server address" and the organization's name here.`,
    )
  const [first = '', second = ''] = url.pathname.split('/').filter((part) => part !== '')
  return checkLogin(first === 'orgs' || first === 'organizations' ? second : first, refuse)
}

function checkLogin(login: string, refuse: (problem: string, remedy: string) => AppError): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?$/.test(login)) return login
  throw refuse(
    `"${login.slice(0, 100)}" cannot be the name of an organization.`,
    'Enter its name as in the address of its page, such as acme.',
  )
}

function parseUrl(text: string): URL | null {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  return URL.canParse(full) ? new URL(full) : null
}

const refuseAddress = (problem: string, remedy: string) =>
  new AppError('connection.invalid', { problem, remedy }, { fields: [{ path: 'config.address', message: problem }] })

/** GitHub Enterprise Server, which lacks some of what github.com has. */
export const isServer = (typed: unknown): boolean => readAddress(String(typed ?? '')).flavour === 'server'
