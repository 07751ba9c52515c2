/**
 * One line of RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe: names of repositories and
 * people are typed by strangers.
 */
export function toCsv(cells: readonly string[]): string {
  const line = cells.map((cell) => {
    const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  })
  return `${line.join(',')}\r\n`
}
