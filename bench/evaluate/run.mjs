// Evaluating all checks over many records: how fast beside a peer and a limit, in a heap of 100 MB whatever their number.
// node bench/evaluate/run.mjs [records …]
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000, 1_000_000]
const table = []
for (const size of sizes) {
  const row = { records: size }
  for (const way of ['limit', 'peer', 'rollcall']) {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      ['--expose-gc', '--max-old-space-size=100', join(import.meta.dirname, 'one.mjs'), way, String(size)],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(stderr)
    Object.assign(
      row,
      Object.fromEntries(Object.entries(JSON.parse(stdout)).map(([key, value]) => [`${way} ${key}`, value])),
    )
  }
  row['rollcall ÷ limit (time)'] = (row['rollcall ms'] / row['limit ms']).toFixed(1)
  row['rollcall ÷ peer (time)'] = (row['rollcall ms'] / row['peer ms']).toFixed(2)
  table.push(row)
}
for (const row of table)
  console.log(
    Object.entries(row)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n'),
    '\n',
  )
