import { ApiError, type ConnectorSheet } from '@rollcall/api'

export type ConfigField = ConnectorSheet['config'][number]

/** What was typed, as it was typed: a list is one text until it is sent. */
export type FieldValues = Readonly<Record<string, string>>

const filled = (values: FieldValues, id: string) => (values[id] ?? '').trim() !== ''

/** A field that another one brings along is not there without it. */
export const shownFields = (fields: readonly ConfigField[], values: FieldValues): ConfigField[] =>
  fields.filter(({ showWhen }) => !showWhen || filled(values, showWhen.field))

/** What the connector calls its scopes: one organization, several, or an account. */
export const scopeWord = (connector: Pick<ConnectorSheet, 'scopeName'> | undefined, count: number): string =>
  `${connector?.scopeName ?? 'Organization'}${count === 1 ? '' : 's'}`

/** What may change once the system is connected, and is no part of a credential. */
export const settingFields = ({ config }: Pick<ConnectorSheet, 'config'>): ConfigField[] =>
  config.filter(({ type, method, fixed }) => type !== 'secret' && method === undefined && fixed === undefined)

/** The settings of a connection as its form shows them. A switch is on where something stands under it. */
export function settingValues(fields: readonly ConfigField[], config: Record<string, string | string[]>): FieldValues {
  const textOf = (id: string) => [config[id] ?? ''].flat().join(', ')
  return Object.fromEntries(
    fields.map(({ id, type }) => [
      id,
      type === 'toggle' && fields.some(({ showWhen, id: other }) => showWhen?.field === id && textOf(other) !== '')
        ? 'on'
        : textOf(id),
    ]),
  )
}

/** The settings that differ from how they were. Empty ones are taken away. */
export const changedSettings = (fields: readonly ConfigField[], before: FieldValues, values: FieldValues) =>
  Object.fromEntries(
    fields
      .filter(({ id }) => (values[id] ?? '').trim() !== (before[id] ?? ''))
      .map(({ id, type }) => [id, type === 'list' ? listOf(values[id] ?? '') : (values[id] ?? '').trim()]),
  )

/** Making the credential in the browser, beside the methods that are typed. */
export const registering = 'register'

export interface MethodOption {
  id: string
  name: string
  summary: string
  recommended: boolean
}

/** Ways to prove who one is, the recommended one first. */
export const methodOptions = ({
  methods,
  registration,
}: Pick<ConnectorSheet, 'methods' | 'registration'>): MethodOption[] => [
  ...(registration
    ? [{ id: registering, name: registration.name, summary: registration.summary, recommended: true }]
    : []),
  ...methods.map((method) => ({ ...method, recommended: false })),
]

/** The method that is offered first. Null where there is nothing to choose. */
export const firstMethod = (connector: Pick<ConnectorSheet, 'methods' | 'registration'>): string | null =>
  methodOptions(connector)[0]?.id ?? null

/** The fields as the chosen method makes them: its own are needed, those of the others are not there. */
export const fieldsFor = (connector: Pick<ConnectorSheet, 'config'>, method: string | null): ConfigField[] =>
  connector.config
    .filter((field) => field.method === undefined || field.method === method)
    .map((field) => {
      if (field.method !== undefined) return { ...field, required: true }
      if (method !== registering || field.type !== 'list') return field
      const { placeholder, ...rest } = field
      const one = placeholder?.split(',')[0]
      return {
        ...rest,
        label: field.label.replace(/s$/, ''),
        help: 'It will own the App. Others can be added once the App is there.',
        type: 'text' as const,
        ...(one === undefined ? {} : { placeholder: one }),
      }
    })

const listOf = (text: string) =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** The body that the API takes. What is empty and may be is left out. */
export function inputOf(connector: Pick<ConnectorSheet, 'id' | 'config'>, values: FieldValues) {
  const config: Record<string, string | string[]> = {}
  const secrets: Record<string, string> = {}
  for (const { id, type } of shownFields(connector.config, values)) {
    if (!filled(values, id)) continue
    const text = (values[id] ?? '').trim()
    if (type === 'secret') secrets[id] = text
    else config[id] = type === 'list' ? listOf(text) : text
  }
  return { connector: connector.id, config, secrets }
}

/** What is wrong with a field, and what to do about it. */
export interface Fault {
  problem: string
  fix?: string
}

export type Faults = Readonly<Record<string, Fault>>

export const missingFields = (fields: readonly ConfigField[], values: FieldValues): Faults =>
  Object.fromEntries(
    shownFields(fields, values)
      .filter(({ id, required }) => required && !filled(values, id))
      .map(({ id, label }) => [id, { problem: `${label} ${label.endsWith('s') ? 'are' : 'is'} needed.` }]),
  )

/**
 * The fields that an answer of the API is about: those it names, or the one whose typed value the message quotes. Where
 * it is one field, that field says all there is to say.
 */
export function faultsOf(error: unknown, fields: readonly ConfigField[], values: FieldValues): Faults {
  if (!(error instanceof ApiError)) return {}
  const named = error.fields.flatMap(({ path, message }) => {
    const field = fields.find(({ id }) => path === `config.${id}` || path === `secrets.${id}`)
    return field ? [{ field, message: /^[a-z]/.test(message) ? `${field.label} ${message}.` : message }] : []
  })
  const [only, ...more] = named
  if (only && more.length > 0)
    return Object.fromEntries(named.map(({ field, message }) => [field.id, { problem: message }]))
  const field = only?.field ?? fields.find((one) => isQuoted(error.message, one, values))
  return field ? { [field.id]: { problem: problemOf(error), fix: error.fix } } : {}
}

/** Beside the field it is plain what cannot work. */
const problemOf = ({ message }: ApiError) => message.replace(/^The connection cannot work like this: /, '')

function isQuoted(message: string, { id, type }: ConfigField, values: FieldValues): boolean {
  if (type === 'secret' || !filled(values, id)) return false
  const words = message.toLowerCase().split(/[\s,;:"]+(?=\s|$)|[\s,;"]+/)
  return listOf(values[id] ?? '')
    .flatMap((one) => [one, one.replace(/\/+$/, '').split('/').at(-1) ?? one])
    .map((one) => one.toLowerCase().replace(/^@/, ''))
    .some((one) => words.some((word) => word === one || (one.includes('.') && word.includes(one))))
}
