import type { ConnectorInput, Declared, Gap } from '@rollcall/core'
import { domainOf } from './mailbox.ts'

type Config = ConnectorInput['config']

/** What a person says is theirs: no API can know it. Undefined where nothing was said, which is not the same as none. */
function read(config: Config, field: 'domains' | 'hosts' | 'keys'): string[] | undefined {
  const given = [config[field] ?? []].flat().filter((one) => one !== '')
  return given.length === 0 ? undefined : given
}

/** `acme.com` stands for itself and for everything below it. */
function isBelow(host: string, named: readonly string[] | undefined): boolean | null {
  if (named === undefined) return null
  return named.map((one) => one.toLowerCase()).some((one) => host === one || host.endsWith(`.${one}`))
}

const undeclared = (what: string, field: string): Gap => ({
  reason: 'api',
  detail: `The connection does not say which ${what}; PagerDuty cannot know it.`,
  fix: `Fill in "${field}" under the connection's settings.`,
})
const noDomains = undeclared('e-mail domains are the company’s', 'Company e-mail domains')
const noHosts = undeclared('hosts PagerDuty may send to', 'Approved hosts')
const noKeys = undeclared('API keys are known', 'Known API keys')

const decided = (field: string, value: boolean | null, gap: Gap): Declared => ({
  data: { [field]: value },
  gaps: value === null ? { [field]: gap } : {},
})

/** Whether the address of a user is the company's. */
export const userAddress = {
  by: ['domains'],
  of: ({ data }: { data: { email: string } }, config: Config) =>
    decided('companyAddress', isBelow(domainOf(data.email), read(config, 'domains')), noDomains),
}

/** The same for a contact method; one that is no address is nobody's. */
export const contactAddress = {
  by: ['domains'],
  of: ({ data }: { data: { kind: string | null; domain: string } }, config: Config) =>
    decided('companyAddress', data.kind === 'email' ? isBelow(data.domain, read(config, 'domains')) : true, noDomains),
}

/** Whether PagerDuty may send there. What has no address sends nowhere; an address that is none is not approved. */
export const destination = {
  by: ['hosts'],
  of: ({ data: { scheme, host } }: { data: { scheme: string; host: string } }, config: Config) => {
    if (scheme === 'none' || scheme === '') return decided('approvedHost', scheme === 'none', noHosts)
    return decided('approvedHost', isBelow(host.toLowerCase().replace(/:\d+$/, ''), read(config, 'hosts')), noHosts)
  },
}

/** Whether somebody knows of the key. Keys tell upper from lower case. */
export const knownKey = {
  by: ['keys'],
  of: ({ data }: { data: { lastFour: string } }, config: Config) =>
    decided('known', read(config, 'keys')?.includes(data.lastFour) ?? null, noKeys),
}

/** Scheme and host of an address. The rest may hold a password, a token or a name, and is not kept. */
export function readDestination(address: string): { scheme: string; host: string; approvedHost: null } {
  if (!URL.canParse(address)) return { scheme: '', host: '', approvedHost: null }
  const { protocol, host } = new URL(address)
  return { scheme: protocol.replace(':', ''), host, approvedHost: null }
}
