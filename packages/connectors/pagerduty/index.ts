import { AppError, type Connector, type ConnectorInput } from '@rollcall/core'
import { otherRegion, readAddress, refuse, withAccount } from './address.ts'
import { guide, icon } from './assets.gen.ts'
import { connectPagerduty } from './connect.ts'
import { estimatePagerduty } from './estimate.ts'
import { account, credential } from './streams/account.ts'
import { apiKeys, userChanges } from './streams/audit.ts'
import { orchestrations, runners, workflowConnections } from './streams/automation.ts'
import { userDelegations } from './streams/delegations.ts'
import { addons, extensions, statusPages, webhooks } from './streams/egress.ts'
import { licenseAllocations, licenses } from './streams/licenses.ts'
import { escalationPolicies, onCalls, schedules } from './streams/on-call.ts'
import { integrations, services } from './streams/services.ts'
import { ipAllowLists, sessionConfigurations } from './streams/sessions.ts'
import { teams } from './streams/teams.ts'
import { contactMethods, users } from './streams/users.ts'

const anotherAccount = 'Another account has other people: connect it as an instance of its own.'

export const pagerduty: Connector = {
  id: 'pagerduty',
  name: 'PagerDuty',
  scopeName: 'Account',
  summary: 'An account in the US or EU service region: users, access, on-call duty, keys, what goes out, settings.',
  guide,
  icon,
  methods: [
    {
      id: 'app',
      name: 'App with scoped OAuth',
      summary: 'Best: PagerDuty tells what it may do. Belongs to no person and needs the subdomain.',
    },
    {
      id: 'key',
      name: 'Read-only API key',
      summary: 'Quickest. Made by an admin or the account owner; what it may do shows only by trying.',
    },
  ],
  config: [
    {
      id: 'subdomain',
      label: 'Subdomain',
      help: 'Or the address of any page of your account. Leave it empty if your account has none.',
      type: 'text',
      required: false,
      placeholder: 'acme, https://acme.eu.pagerduty.com',
      maxLength: 200,
      fixed: anotherAccount,
    },
    {
      id: 'region',
      label: 'Service region',
      help: 'us or eu. Not needed where you paste an address above.',
      type: 'text',
      required: false,
      placeholder: 'us',
      maxLength: 20,
      fixed: anotherAccount,
    },
    {
      id: 'clientId',
      label: 'Client ID',
      help: 'Of an app with scoped OAuth.',
      type: 'text',
      required: false,
      maxLength: 200,
      method: 'app',
    },
    {
      id: 'clientSecret',
      label: 'Client secret',
      help: 'Of the same app. It is sealed at once and never shown again.',
      type: 'secret',
      required: false,
      maxLength: 500,
      method: 'app',
    },
    {
      id: 'apiKey',
      label: 'API key',
      help: 'A read-only key of the account. It is sealed at once and never shown again.',
      type: 'secret',
      required: false,
      maxLength: 200,
      method: 'key',
    },
    {
      id: 'domains',
      label: 'Company e-mail domains',
      help: 'Whose addresses count as yours. Without them, the checks about addresses are unknown.',
      type: 'list',
      required: false,
      placeholder: 'acme.com',
      maxLength: 200,
      advanced: true,
    },
    {
      id: 'hosts',
      label: 'Approved hosts',
      help: 'Where PagerDuty may send to: hosts, or domains with all that is below them.',
      type: 'list',
      required: false,
      placeholder: 'acme.com, hooks.slack.com',
      maxLength: 200,
      advanced: true,
    },
    {
      id: 'keys',
      label: 'Known API keys',
      help: 'The last four characters of each key that you know of. Others that are seen at work become findings.',
      type: 'list',
      required: false,
      placeholder: 'a1B2, x9Yz',
      maxLength: 20,
      advanced: true,
    },
  ],
  normalize: normalizePagerduty,
  learned: (config, [scope]) => withAccount(config, scope?.scope),
  // The token endpoint is one for both regions; the other region tells somebody that their key is from there.
  origins: ({ subdomain, region }) => {
    const address = readAddress(String(subdomain ?? ''), String(region ?? ''))
    return [...new Set([address.api, otherRegion(address).api, address.identity].map((one) => new URL(one).origin))]
  },
  connect: connectPagerduty,
  quotaSeconds: 60,
  estimate: estimatePagerduty,
  streams: [
    account,
    users,
    contactMethods,
    teams,
    licenses,
    licenseAllocations,
    sessionConfigurations,
    ipAllowLists,
    userDelegations,
    userChanges,
    apiKeys,
    schedules,
    onCalls,
    escalationPolicies,
    services,
    integrations,
    webhooks,
    extensions,
    addons,
    orchestrations,
    workflowConnections,
    runners,
    statusPages,
    credential,
  ],
}

function normalizePagerduty({ config, secrets }: ConnectorInput): ConnectorInput {
  const { kept } = readAddress(String(config.subdomain ?? ''), String(config.region ?? ''))
  const clientId = String(config.clientId ?? '').trim()
  const common = { ...kept, ...declaredOf(config) }
  if (clientId === '') return { config: common, secrets: { apiKey: checkKey(secrets.apiKey ?? '') } }
  if ((secrets.apiKey ?? '').trim() !== '')
    throw refuse(
      'apiKey',
      'There are an app and an API key; one of them is enough.',
      'Empty the one that is not to be used.',
      'secrets',
    )
  const { subdomain } = readAddress(kept.subdomain, kept.region)
  if (subdomain === '')
    throw refuse(
      'subdomain',
      'An app needs to know the account.',
      'Enter the subdomain, or use an API key, which knows its account by itself.',
    )
  const clientSecret = (secrets.clientSecret ?? '').trim()
  if (clientSecret === '' || /\s/.test(clientSecret))
    throw refuse(
      'clientSecret',
      'The client secret is missing or has spaces in it.',
      'Copy it again, whole and alone.',
      'secrets',
    )
  return { config: { ...common, clientId }, secrets: { clientSecret } }
}

/** Lists of what is the company's own, each in its one spelling; what is empty is left out. */
function declaredOf(config: ConnectorInput['config']): Record<string, string[]> {
  const read = (name: string) => [
    ...new Set(
      [config[name] ?? []]
        .flat()
        .flatMap((text) => text.split(/[\s,;]+/))
        .filter((text) => text !== ''),
    ),
  ]
  const lists = {
    domains: read('domains').map((one) => hostOf(one.replace(/^@/, ''), 'domains')),
    hosts: read('hosts').map((one) => hostOf(one, 'hosts')),
    keys: read('keys').map(lastFourOf),
  }
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
}

function hostOf(text: string, field: string): string {
  const bare = text
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^\*\./, '')
    .replace(/[/:].*$/, '')
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(bare)) return bare
  throw refuse(field, `"${text.slice(0, 100)}" is no host name.`, 'Enter it like acme.com.')
}

/** Nobody needs to type a whole key here, and nobody should. */
function lastFourOf(text: string): string {
  if (text.length === 4) return text
  throw refuse('keys', 'A known key is named by its last four characters and no more.', 'Enter just those four.')
}

function checkKey(typed: string): string {
  const key = typed.trim()
  if (key === '')
    throw new AppError(
      'connection.invalid',
      { problem: 'There is neither an app nor an API key.', remedy: 'Enter one of the two.' },
      { fields: [{ path: 'secrets.apiKey', message: 'is needed, or an app above' }] },
    )
  if (/\s/.test(key))
    throw refuse('apiKey', 'The key has spaces or line breaks in it.', 'Copy it again, whole and alone.', 'secrets')
  if (/^[A-Za-z0-9_+-]{18,64}$/.test(key)) return key
  throw refuse(
    'apiKey',
    'This does not look like a PagerDuty API key.',
    'A key has 20 letters, digits, + and - or _. Copy it again; it may have been cut.',
    'secrets',
  )
}
