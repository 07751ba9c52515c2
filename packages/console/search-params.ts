/**
 * The address holds all state of a page, as plain text: `?q=severity:high&group=check`. Whatever a person typed into
 * it, the page gets values that it knows.
 */
export type RawSearch = Record<string, unknown>

export function parseSearch(text: string): RawSearch {
  return Object.fromEntries(new URLSearchParams(text))
}

/** Colons and commas stay readable: they mean nothing in a query string. */
export function printSearch(search: RawSearch): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search))
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  const text = params.toString().replaceAll('%3A', ':').replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

/** A text of the address as an optional field: absent when it is empty or too long. */
export function textParam<Name extends string>(
  search: RawSearch,
  name: Name,
  longest = 1000,
): { [K in Name]?: string } {
  const value = search[name]
  if (typeof value !== 'string' || value === '' || value.length > longest) return {}
  return { [name]: value } as { [K in Name]?: string }
}

/** One of a closed list as an optional field: absent when it is none of them. */
export function choiceParam<Name extends string, const Choice extends string>(
  search: RawSearch,
  name: Name,
  choices: readonly Choice[],
): { [K in Name]?: Choice } {
  const value = search[name]
  const found = choices.find((choice) => choice === value)
  return (found === undefined ? {} : { [name]: found }) as { [K in Name]?: Choice }
}

/** A whole number of at least 1 as an optional field. */
export function countParam<Name extends string>(search: RawSearch, name: Name): { [K in Name]?: number } {
  const value = Number(search[name])
  return (Number.isInteger(value) && value > 1 ? { [name]: value } : {}) as { [K in Name]?: number }
}
