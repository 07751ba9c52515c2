import type { ConnectorContext, Gap } from '@rollcall/core'

/** What a person says is theirs: no API can know it. Undefined where nothing was said, which is not the same as none. */
interface Declared {
  domains: readonly string[] | undefined
  hosts: readonly string[] | undefined
  keys: readonly string[] | undefined
}

export function readDeclared({ config }: Pick<ConnectorContext, 'config'>): Declared {
  const read = (name: string) => {
    const given = [config[name] ?? []].flat().filter((one) => one !== '')
    return given.length === 0 ? undefined : given.map((one) => one.toLowerCase())
  }
  return { domains: read('domains'), hosts: read('hosts'), keys: read('keys') }
}

/** `acme.com` stands for itself and for everything below it. */
const isBelow = (host: string, named: readonly string[]) =>
  named.some((one) => host === one || host.endsWith(`.${one}`))

export const isCompanyDomain = (domain: string, { domains }: Declared): boolean | null =>
  domains === undefined ? null : isBelow(domain.toLowerCase(), domains)

const isApprovedHost = (host: string, { hosts }: Declared): boolean | null =>
  hosts === undefined ? null : isBelow(host.toLowerCase().replace(/:\d+$/, ''), hosts)

export const isKnownKey = (lastFour: string, { keys }: Declared): boolean | null =>
  keys === undefined ? null : keys.includes(lastFour.toLowerCase())

const undeclared = (what: string, field: string): Gap => ({
  reason: 'api',
  detail: `The connection does not say which ${what}; PagerDuty cannot know it.`,
  fix: `Fill in "${field}" under the connection's settings, then scan again.`,
})

export const noDomains = undeclared('e-mail domains are the company’s', 'Company e-mail domains')
export const noHosts = undeclared('hosts PagerDuty may send to', 'Approved hosts')
export const noKeys = undeclared('API keys are known', 'Known API keys')

/** Scheme and host of an address. The rest may hold a password, a token or a name, and is not kept. */
export function readDestination(
  address: string,
  declared: Declared,
): { scheme: string; host: string; approvedHost: boolean | null } {
  if (!URL.canParse(address)) return { scheme: '', host: '', approvedHost: false }
  const { protocol, host } = new URL(address)
  return { scheme: protocol.replace(':', ''), host, approvedHost: isApprovedHost(host, declared) }
}
