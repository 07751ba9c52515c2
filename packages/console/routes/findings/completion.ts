import { type FindingQueryKey, findingQueryKeys } from '@rollcall/api'

/** What a value can be, by key, with words for those that are ids. */
export type ValueSources = Partial<Record<FindingQueryKey, readonly { value: string; label?: string }[]>>

export interface Completion {
  /** What stands in the text afterwards, in place of `from` to `to`. */
  insert: string
  label: string
  detail?: string
}

export interface Completions {
  from: number
  to: number
  options: Completion[]
}

const mostOptions = 12

/** The term that the caret is in: from the last space outside quotes to the next one. */
function termAt(text: string, caret: number): { from: number; to: number } {
  let from = 0
  let quoted = false
  for (let at = 0; at < caret; at++) {
    if (text[at] === '"') quoted = !quoted
    else if (!quoted && /\s/.test(text[at] ?? '')) from = at + 1
  }
  let to = caret
  while (to < text.length && (quoted || !/\s/.test(text[to] ?? ''))) {
    if (text[to] === '"') quoted = !quoted
    to++
  }
  return { from, to }
}

/** What could be typed at the caret: a key, or a value of the key that stands there. */
export function completionsAt(text: string, caret: number, sources: ValueSources): Completions {
  const { from, to } = termAt(text, caret)
  const typed = text.slice(from, caret)
  const colon = typed.indexOf(':')
  if (colon < 0) return { from, to, options: keyOptions(typed) }
  const key = typed.slice(0, colon).replace(/^-/, '').toLowerCase()
  if (!Object.hasOwn(findingQueryKeys, key)) return { from, to, options: [] }
  const valueFrom = from + Math.max(colon, lastComma(typed)) + 1
  const given = text.slice(valueFrom, caret).replaceAll('"', '').toLowerCase()
  const all = sources[key as FindingQueryKey] ?? []
  const options = all
    .filter(
      ({ value, label = '' }) => `${value} ${label}`.toLowerCase().includes(given) && value.toLowerCase() !== given,
    )
    .slice(0, mostOptions)
    .map(({ value, label }) => ({ insert: quoted(value), label: value, ...(label ? { detail: label } : {}) }))
  return { from: valueFrom, to, options }
}

function keyOptions(typed: string): Completion[] {
  const minus = typed.startsWith('-') ? '-' : ''
  const start = typed.slice(minus.length).toLowerCase()
  return Object.entries(findingQueryKeys)
    .filter(([key]) => key.startsWith(start))
    .map(([key, takes]) => ({ insert: `${minus}${key}:`, label: `${minus}${key}:`, detail: takes }))
}

function lastComma(term: string): number {
  let found = -1
  let inQuotes = false
  for (let at = 0; at < term.length; at++) {
    if (term[at] === '"') inQuotes = !inQuotes
    else if (term[at] === ',' && !inQuotes) found = at
  }
  return found
}

const quoted = (value: string) => (/[\s,]/.test(value) ? `"${value}"` : value)

/** The text with the completion in its place, and where the caret belongs then. */
export function complete(text: string, at: Completions, option: Completion): { text: string; caret: number } {
  const rest = text.slice(at.to)
  const space = option.insert.endsWith(':') || rest.startsWith(' ') ? '' : ' '
  const head = `${text.slice(0, at.from)}${option.insert}${space}`
  return {
    text: `${head}${rest}`,
    caret: head.length + (space === '' && rest.startsWith(' ') && !option.insert.endsWith(':') ? 1 : 0),
  }
}
