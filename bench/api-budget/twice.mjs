// Two scans of one connection, in a process whose memory is its own: the first one and the one of the next day.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Calls `before` ahead of each scan, and goes on to the second once the first was looked at. */
export async function* scanTwice(connection, before) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'scan.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.write(`${JSON.stringify(connection)}\n`)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  for (const kind of ['cold', 'daily']) {
    before()
    const { value, done } = await lines.next()
    if (done) throw new Error('The scan ended early')
    yield { kind, scan: JSON.parse(value) }
    child.stdin.write('\n')
  }
  child.stdin.end()
  await new Promise((resolve) => child.on('exit', resolve))
}
