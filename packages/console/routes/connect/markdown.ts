/** The little Markdown that connectors' guides use: headings, paragraphs, lists, tables, code. `at` is the line. */
export type Block = { at: number } & (
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; start: number; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }
)

const heading = /^(#{1,6})\s+(.*)$/
const item = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/
const fence = /^```/
const tableRule = /^\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/

export function readMarkdown(text: string): Block[] {
  const lines = text.split(/\r?\n/)
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const read = readBlock(lines, at)
    if (read.block) blocks.push(read.block)
    at = read.next
  }
  return blocks
}

interface Read {
  block: Block | null
  next: number
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { block: null, next: at + 1 }
  const found = heading.exec(line)
  if (found) return { block: { at, kind: 'heading', level: found[1]?.length ?? 1, text: found[2] ?? '' }, next: at + 1 }
  if (fence.test(line)) return readCode(lines, at)
  if (item.test(line)) return readList(lines, at)
  if (line.includes('|') && tableRule.test(lines[at + 1] ?? '')) return readTable(lines, at)
  let next = at + 1
  while (next < lines.length && !startsBlock(lines[next] ?? '')) next++
  return { block: { at, kind: 'paragraph', text: joined(lines.slice(at, next)) }, next }
}

const startsBlock = (line: string) => line.trim() === '' || heading.test(line) || fence.test(line) || item.test(line)

const joined = (lines: readonly string[]) => lines.map((line) => line.trim()).join(' ')

function readCode(lines: readonly string[], at: number): Read {
  const end = lines.findIndex((line, index) => index > at && fence.test(line))
  const next = end < 0 ? lines.length : end
  return { block: { at, kind: 'code', text: lines.slice(at + 1, next).join('\n') }, next: next + 1 }
}

/** Lines that follow an item without a mark of their own belong to it. */
function readList(lines: readonly string[], at: number): Read {
  const first = item.exec(lines[at] ?? '')
  const ordered = first?.[1] !== undefined
  const items: string[] = []
  let next = at
  for (; next < lines.length; next++) {
    const line = lines[next] ?? ''
    const found = item.exec(line)
    if (found && (found[1] !== undefined) === ordered) items.push(found[2] ?? '')
    else if (line.trim() !== '' && !startsBlock(line)) items.push(joined([items.pop() ?? '', line]))
    else break
  }
  return { block: { at, kind: 'list', ordered, start: Number(first?.[1] ?? 1), items }, next }
}

function readTable(lines: readonly string[], at: number): Read {
  let next = at + 2
  while (next < lines.length && (lines[next] ?? '').includes('|')) next++
  const rows = lines.slice(at + 2, next).map(cellsOf)
  return { block: { at, kind: 'table', head: cellsOf(lines[at] ?? ''), rows }, next }
}

const cellsOf = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())

interface Inline {
  kind: 'text' | 'code' | 'strong' | 'emphasis' | 'link'
  text: string
  href?: string
}

const marks = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g

export function readInline(text: string): Inline[] {
  const parts: Inline[] = []
  let from = 0
  for (const match of text.matchAll(marks)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    const [whole, code, strong, emphasis, label, href] = match
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong })
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis })
    else if (label !== undefined && href !== undefined) parts.push({ kind: 'link', text: label, href })
    from = match.index + whole.length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}
