// How long from `npm start` until it listens: with nothing built and no data, and the second time; beside what the
// machine needs for the least of it (a bare node:http server, and PostgreSQL alone on the same data).
// node bench/start/run.mjs [rounds]
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const rounds = Number(process.argv[2] ?? 3)
const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
const clone = join(folder, 'clone')

function run(command, args, cwd) {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}

/** Milliseconds until the program prints the text, then ends it. */
function timeUntil(text, command, args, options) {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options })
    let output = ''
    let took = null
    const look = (chunk) => {
      output += chunk
      if (took !== null || !output.includes(text)) return
      took = performance.now() - began
      process.kill(-child.pid, 'SIGINT')
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.on('exit', () => (took === null ? reject(new Error(output)) : resolve(took)))
  })
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const repeat = async (what) => {
  const times = []
  for (let round = 0; round < rounds; round++) times.push(await what())
  return median(times)
}
const seconds = (ms) => (ms / 1000).toFixed(2)

try {
  run('git', ['clone', '--quiet', root, clone], folder)
  cpSync(join(root, 'node_modules'), join(clone, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  const env = { ...process.env, PORT: '7699', ROLLCALL_DATA: join(folder, 'data') }
  const npmStart = () => timeUntil('listens on', 'npm', ['start'], { cwd: clone, env })
  const cold = await npmStart()
  const warm = await repeat(npmStart)

  const bare = await repeat(() =>
    timeUntil(
      'listens',
      process.execPath,
      ['-e', "require('node:http').createServer().listen(7699, () => console.log('listens'))"],
      {},
    ),
  )
  const { startEmbeddedPostgres } = await import(
    join(clone, 'packages', 'server', 'dist', 'store', 'embedded-postgres.js')
  )
  const quiet = { info() {}, warn() {}, error: console.error }
  const postgres = await repeat(async () => {
    const began = performance.now()
    const started = await startEmbeddedPostgres(env.ROLLCALL_DATA, quiet)
    const took = performance.now() - began
    await started.stop()
    return took
  })
  console.log(`cold (build everything, make the database): ${seconds(cold)} s`)
  console.log(`warm, median of ${rounds}:                        ${seconds(warm)} s`)
  console.log(
    `limit: bare node:http ${seconds(bare)} s + PostgreSQL alone ${seconds(postgres)} s = ${seconds(bare + postgres)} s`,
  )
  console.log(`warm ÷ limit: ${(warm / (bare + postgres)).toFixed(1)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
