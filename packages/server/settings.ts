import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { AppError } from '@rollcall/core'
import ipaddr from 'ipaddr.js'

interface SettingEntry {
  /** What it does, for the reference page. */
  meaning: string
  /** What happens without it. */
  otherwise: string
  secret?: true
}

/** Every setting there is. `docs/reference/settings.md` is generated from this table. @public */
export const settingTable = {
  PORT: { meaning: 'Port to listen on.', otherwise: '7655' },
  HOST: { meaning: 'Address to listen on. `0.0.0.0` is every interface.', otherwise: '127.0.0.1' },
  ROLLCALL_BASE_URL: {
    meaning:
      'Address under which people reach the console, such as `https://rollcall.example.com`. Links and cookies follow it.',
    otherwise: 'http://HOST:PORT',
  },
  ROLLCALL_DATA: { meaning: 'Folder for everything that is kept: database, root key, lock.', otherwise: './data' },
  DATABASE_URL: {
    meaning:
      'A PostgreSQL of your own (15 or newer), `postgres://user:password@host:port/name`. Several servers may share one.',
    otherwise: 'an embedded PostgreSQL in the data folder',
    secret: true,
  },
  ROLLCALL_KEY: { meaning: 'Root key: 32 bytes in base64.', otherwise: 'the key file', secret: true },
  ROLLCALL_KEY_FILE: {
    meaning: 'File with the root key. Made with mode 0600 when it is missing.',
    otherwise: 'key in the data folder',
  },
  ROLLCALL_KEY_COMMAND: {
    meaning:
      'Command that prints the root key, for a key manager. Run once at start, without a shell; arguments are split at spaces.',
    otherwise: 'the key file',
  },
  ROLLCALL_KEY_PREVIOUS: {
    meaning: 'The root key from before, for rotation: at start every secret is sealed anew with the present key.',
    otherwise: 'no rotation at start',
    secret: true,
  },
  ROLLCALL_BOOTSTRAP_TOKEN: {
    meaning: 'At the first start, becomes an API token with every permission, for automation. At least 32 characters.',
    otherwise: 'no such token',
    secret: true,
  },
  ROLLCALL_ALLOW_NETWORKS: {
    meaning:
      'Private networks that connections may reach, as comma-separated CIDR ranges such as `10.20.0.0/16`. Needed for a GitHub Enterprise Server inside your network.',
    otherwise: 'public addresses only',
  },
  ROLLCALL_CA_FILE: {
    meaning: 'PEM file with certificate authorities to trust besides the public ones, for connections.',
    otherwise: 'public authorities only',
  },
  ROLLCALL_TRUST_PROXY: {
    meaning: 'Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For is believed, comma-separated.',
    otherwise: 'none',
  },
  ROLLCALL_SMTP_URL: {
    meaning:
      'Mail server for onboarding e-mail, and for telling admins that an audit log stream fails: `smtp://user:password@host:587` (STARTTLS) or `smtps://user:password@host:465`. With a password nothing is sent unencrypted.',
    otherwise: 'no e-mail is written or sent',
    secret: true,
  },
  ROLLCALL_SMTP_FROM: {
    meaning:
      'Who e-mail is from, `rollcall@example.com` or `Rollcall <rollcall@example.com>`. Needed with ROLLCALL_SMTP_URL.',
    otherwise: 'none',
  },
  ROLLCALL_LOG_LEVEL: { meaning: '`trace`, `debug`, `info`, `warn`, `error` or `silent`.', otherwise: 'info' },
} as const satisfies Record<string, SettingEntry>

type SettingName = keyof typeof settingTable

export type KeySetting =
  | { origin: 'environment'; value: string }
  | { origin: 'file'; path: string }
  | { origin: 'command'; command: string }

export interface Settings {
  port: number
  host: string
  baseUrl: string
  dataFolder: string
  databaseUrl: string | null
  key: KeySetting
  previousKey: string | null
  bootstrapToken: string | null
  allowNetworks: string[]
  /** PEM text. */
  extraCa: string | null
  trustProxy: string[]
  /** Null: no e-mail is sent. */
  mail: MailSettings | null
  logLevel: string
}

export interface MailSettings {
  host: string
  port: number
  /** TLS from the start; otherwise STARTTLS where the server offers it. */
  secure: boolean
  login: { user: string; pass: string } | null
  from: string
  /** PEM text of certificate authorities besides the public ones. */
  extraCa: string | null
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/** Reads the settings from the environment. Throws `config.invalid` at the first that is wrong. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const get = (name: SettingName) => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const port = readPort(get('PORT'))
  const host = get('HOST') ?? '127.0.0.1'
  const dataFolder = resolve(get('ROLLCALL_DATA') ?? './data')
  const logLevel = get('ROLLCALL_LOG_LEVEL') ?? 'info'
  if (!logLevels.includes(logLevel))
    throw invalid('ROLLCALL_LOG_LEVEL', `"${logLevel}" is none of ${logLevels.join(', ')}`)
  const bootstrapToken = get('ROLLCALL_BOOTSTRAP_TOKEN')
  if (bootstrapToken !== null && bootstrapToken.length < 32)
    throw invalid('ROLLCALL_BOOTSTRAP_TOKEN', 'it has fewer than 32 characters')
  const extraCa = readCa(get('ROLLCALL_CA_FILE'))
  return {
    port,
    host,
    baseUrl: readBaseUrl(get('ROLLCALL_BASE_URL'), host, port),
    dataFolder,
    databaseUrl: readDatabaseUrl(get('DATABASE_URL')),
    key: readKeySetting(get, dataFolder),
    previousKey: get('ROLLCALL_KEY_PREVIOUS'),
    bootstrapToken,
    allowNetworks: readRanges('ROLLCALL_ALLOW_NETWORKS', get('ROLLCALL_ALLOW_NETWORKS')),
    extraCa,
    trustProxy: readRanges('ROLLCALL_TRUST_PROXY', get('ROLLCALL_TRUST_PROXY')),
    mail: readMail(get('ROLLCALL_SMTP_URL'), get('ROLLCALL_SMTP_FROM'), extraCa),
    logLevel,
  }
}

const invalid = (setting: SettingName, problem: string) => new AppError('config.invalid', { setting, problem })

function readPort(text: string | null): number {
  if (text === null) return 7655
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) throw invalid('PORT', `"${text}" is not a port number from 0 to 65535`)
  return port
}

function readBaseUrl(text: string | null, host: string, port: number): string {
  if (text === null) {
    const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host
    return `http://${shown}:${port}`
  }
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw invalid('ROLLCALL_BASE_URL', `"${text}" is not an http or https address`)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw invalid('ROLLCALL_BASE_URL', 'it has a path; Rollcall needs a host name of its own')
  return url.origin
}

function readDatabaseUrl(text: string | null): string | null {
  if (text === null) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^postgres(ql)?:$/.test(url.protocol))
    throw invalid('DATABASE_URL', 'it does not have the form postgres://user:password@host:port/name')
  return text
}

const mailPorts = { 'smtp:': 587, 'smtps:': 465 } as const

function readMail(address: string | null, from: string | null, extraCa: string | null): MailSettings | null {
  if (address === null) {
    if (from !== null) throw invalid('ROLLCALL_SMTP_FROM', 'it is set without ROLLCALL_SMTP_URL')
    return null
  }
  const url = URL.canParse(address) ? new URL(address) : null
  const port = mailPorts[url?.protocol as keyof typeof mailPorts]
  // The value may hold a password, so that it is not repeated.
  if (!url || port === undefined || url.hostname === '' || !/^\/?$/.test(url.pathname) || url.search !== '')
    throw invalid('ROLLCALL_SMTP_URL', 'it does not have the form smtp://user:password@host:587')
  if ((url.username === '') !== (url.password === ''))
    throw invalid('ROLLCALL_SMTP_URL', 'it has a user or a password, and not the other')
  if (from === null) throw invalid('ROLLCALL_SMTP_FROM', 'it is not set, and ROLLCALL_SMTP_URL is')
  if (!/^(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(from))
    throw invalid('ROLLCALL_SMTP_FROM', `"${from}" is no e-mail address`)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? port : Number(url.port),
    secure: url.protocol === 'smtps:',
    login:
      url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    from,
    extraCa,
  }
}

function readKeySetting(get: (name: SettingName) => string | null, dataFolder: string): KeySetting {
  const value = get('ROLLCALL_KEY')
  const command = get('ROLLCALL_KEY_COMMAND')
  const file = get('ROLLCALL_KEY_FILE')
  if ([value, command, file].filter((one) => one !== null).length > 1)
    throw invalid('ROLLCALL_KEY', 'only one of ROLLCALL_KEY, ROLLCALL_KEY_FILE and ROLLCALL_KEY_COMMAND can be set')
  if (value !== null) return { origin: 'environment', value }
  if (command !== null) return { origin: 'command', command }
  return { origin: 'file', path: resolve(file ?? `${dataFolder}/key`) }
}

function readRanges(setting: SettingName, text: string | null): string[] {
  if (text === null) return []
  const ranges = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  for (const range of ranges)
    if (!ipaddr.isValid(range) && !ipaddr.isValidCIDR(range))
      throw invalid(setting, `"${range}" is not an address or a CIDR range such as 10.20.0.0/16`)
  return ranges
}

function readCa(path: string | null): string | null {
  if (path === null) return null
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError('config.invalid', { setting: 'ROLLCALL_CA_FILE', problem: `${path} cannot be read` }, { cause })
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw invalid('ROLLCALL_CA_FILE', `${path} holds no PEM certificate`)
  return text
}
