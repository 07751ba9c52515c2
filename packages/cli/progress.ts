import type { Scan } from '@rollcall/api'
import { type Cli, mayPaint, say } from './cli.ts'
import { cleanText, paint } from './output/text.ts'

type StreamLine = Scan['streams'][number]

/** Shows how a scan gets on: on a terminal a line a stream that counts up, otherwise a line when a stream ends. */
export interface Progress {
  update: (streams: readonly StreamLine[]) => void
  /** Streams that have not been read whole so far, in words. */
  unread: () => string[]
}

const ended = new Set(['complete', 'partial', 'none'])
const marks: Record<StreamLine['state'], string> = {
  waiting: '·',
  reading: '…',
  complete: '✓',
  partial: '!',
  none: '✗',
}
const stateWords: Record<StreamLine['state'], string> = {
  waiting: '',
  reading: '',
  complete: '',
  partial: 'not whole',
  none: 'not read',
}

export function createProgress(cli: Cli, quiet: boolean): Progress {
  const { stderr } = cli.process
  const told = new Set<string>()
  let latest: readonly StreamLine[] = []
  let drawn = 0
  let drawnAt = 0

  function redraw(): void {
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`
    const colour = mayPaint(cli, stderr)
    stderr.write(up + latest.map((line) => `\u001b[2K${describe(line, colour)}\n`).join(''))
    drawn = latest.length
  }

  function tellEnded(): void {
    for (const line of latest) {
      const key = `${line.scope} ${line.stream}`
      if (!ended.has(line.state) || told.has(key)) continue
      told.add(key)
      say(cli, describe(line, false))
    }
  }

  return {
    update(streams) {
      latest = streams
      if (quiet) return
      const fits = stderr.isTTY === true && streams.length < (stderr.rows ?? 24) - 1
      if (!fits) return tellEnded()
      const done = streams.every(({ state }) => ended.has(state))
      const now = cli.now().getTime()
      if (!done && now - drawnAt < 100) return
      drawnAt = now
      redraw()
    },
    unread: () =>
      latest.filter(({ state }) => state !== 'complete').map((line) => `${line.scope}: ${line.title}${soFar(line)}`),
  }
}

const soFar = ({ records, expected }: StreamLine) =>
  records === 0 ? '' : ` (${records}${expected === null ? '' : ` of ${expected}`} so far)`

function describe(line: StreamLine, colour: boolean): string {
  const count = line.state === 'waiting' ? '' : `${line.records}${line.expected === null ? '' : ` of ${line.expected}`}`
  const mark = marks[line.state]
  const how = line.state === 'complete' ? 'green' : line.state === 'none' ? 'red' : 'yellow'
  const parts = [line.scope.padEnd(16), line.title.padEnd(31), count.padStart(6), stateWords[line.state]]
  return cleanText(`${mark} ${parts.join('  ')}`)
    .trimEnd()
    .replace(mark, colour ? paint(mark, how) : mark)
}
