/** Every quantifier is bounded and no two can take the same character: it cannot backtrack. */
const pattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/i

/** The years that four digits can write in every zone. */
const earliest = Date.parse('0002-01-01T00:00:00Z')
const latest = Date.UTC(9999, 0, 1)

/**
 * The moment of an `xsd:dateTime` (RFC 7643 §2.3.5) in milliseconds, or null. Without a zone it is read as UTC, because
 * the zone of the process must not decide what a client meant.
 */
export function parseDateTime(text: string): number | null {
  if (!pattern.test(text)) return null
  const upper = text.toUpperCase()
  const time = upper.indexOf('T')
  const zoned = time === -1 || upper.endsWith('Z') || upper.indexOf('+', time) !== -1 || upper.indexOf('-', time) !== -1
  const moment = Date.parse(zoned ? upper : `${upper}Z`)
  return moment >= earliest && moment < latest ? moment : null
}
