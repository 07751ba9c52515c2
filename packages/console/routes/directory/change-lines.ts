/** One thing that changed, as far down as it can be named. */
export interface ChangeLine {
  attribute: string
  from: unknown
  to: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Of what has parts only those that changed; of a list what came and what went. */
export function changeLines({ attribute, from, to }: ChangeLine): ChangeLine[] {
  if (same(from, to)) return []
  if (Array.isArray(from) || Array.isArray(to)) {
    const [before, after] = [listOf(from), listOf(to)]
    const went = before.filter((one) => !after.some((other) => same(one, other)))
    const came = after.filter((one) => !before.some((other) => same(one, other)))
    // The work address that became another one is one line, not two.
    const pairs = went.map((one) => ({
      one,
      other: isObject(one) ? came.find((two) => isSameKind(one, two)) : undefined,
    }))
    const paired = new Set(pairs.map(({ other }) => other))
    return [
      ...pairs.flatMap(({ one, other }) =>
        isObject(one) && other !== undefined
          ? changeLines({ attribute: `${attribute}[type eq "${one.type}"]`, from: one, to: other })
          : [{ attribute, from: one, to: null }],
      ),
      ...came.filter((one) => !paired.has(one)).map((one) => ({ attribute, from: null, to: one })),
    ]
  }
  if (!isObject(from) || !isObject(to)) return [{ attribute, from, to }]
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
    changeLines({ attribute: `${attribute}.${key}`, from: from[key] ?? null, to: to[key] ?? null }),
  )
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]

const isSameKind = (one: Record<string, unknown>, two: unknown): boolean =>
  isObject(two) && typeof one.type === 'string' && one.type === two.type

/** A value in one line of words: of what has parts, each with its name. */
export const valueText = (value: unknown): string =>
  isObject(value)
    ? Object.entries(value)
        .filter(([, part]) => part !== null)
        .map(([key, part]) => `${key} ${typeof part === 'object' ? JSON.stringify(part) : part}`)
        .join(', ')
    : Array.isArray(value)
      ? JSON.stringify(value)
      : String(value)
