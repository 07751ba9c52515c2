/**
 * Text of strangers (names of repositories, of people) for a terminal: no escape sequences, no line breaks, nothing
 * that turns the direction of what follows.
 */
export const cleanText = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')

export type Paint = 'red' | 'yellow' | 'blue' | 'green' | 'dim' | 'bold'

const codes: Record<Paint, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34 }

export const paint = (text: string, how: Paint): string => `\u001b[${codes[how]}m${text}\u001b[0m`

const severityPaint: Record<string, Paint> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'blue',
  info: 'dim',
}
const statePaint: Record<string, Paint> = {
  unknown: 'yellow',
  problem: 'red',
  failing: 'red',
  limited: 'yellow',
  ok: 'green',
}

/** The colour of a word that says how bad it is; words without one stay as they are. */
const paintOf = (word: string): Paint | undefined => severityPaint[word] ?? statePaint[word]

export interface Table {
  head: string[]
  lines: string[][]
}

interface Look {
  /** Width of the terminal. */
  columns: number
  colour: boolean
}

/** Aligned columns. Where they are too wide, the widest give way. */
export function drawTable({ head, lines }: Table, look: Look): string {
  const clean = [head.map((name) => name.toUpperCase()), ...lines].map((line) => line.map(cleanText))
  const widths = head.map((_, column) => Math.max(...clean.map((line) => widthOf(line[column] ?? ''))))
  const gap = 2
  const total = () => widths.reduce((sum, width) => sum + width + gap, -gap)
  for (let over = total() - look.columns; over > 0; over = total() - look.columns) {
    const widest = widths.indexOf(Math.max(...widths))
    const before = widths[widest] ?? 0
    if (before <= 12) break
    widths[widest] = Math.max(12, before - Math.max(1, Math.ceil(over / 2)))
  }
  return clean
    .map((line, row) => {
      const cells = line.map((cell, column) => {
        const width = widths[column] ?? 0
        const shown = cut(cell, width)
        const padded = column === line.length - 1 ? shown : shown + ' '.repeat(width - widthOf(shown))
        const how = row === 0 ? 'bold' : paintOf(cell)
        return look.colour && how ? paint(padded, how) : padded
      })
      return `${cells.join(' '.repeat(gap)).trimEnd()}\n`
    })
    .join('')
}

const widthOf = (text: string): number => [...text].length

const cut = (text: string, width: number): string => {
  const letters = [...text]
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** For a pipe: one line each, tabs between, no head, so that `cut` and `awk` can take it. */
export const toTsv = ({ lines }: Pick<Table, 'lines'>): string =>
  lines.map((line) => `${line.map(cleanText).join('\t')}\n`).join('')
