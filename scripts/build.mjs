// Builds what has changed: the packages with tsc, the console with Vite when one of its sources is new.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const packages = join(root, 'packages')

function run(name, command, args, cwd = root) {
  const { status, error } = spawnSync(process.execPath, [command, ...args], { cwd, stdio: ['ignore', 2, 2] })
  if (error) throw error
  if (status !== 0) throw new Error(`${name} failed`)
}

/** A program of an installed package. */
export const bin = (name, path) => join(root, 'node_modules', name, path)

/** What the console is made of, as one hash. */
function consoleSources() {
  const hash = createHash('sha256')
  const add = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name)
      if (['node_modules', 'dist'].includes(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue
      if (entry.isDirectory()) add(path)
      else hash.update(entry.name).update(readFileSync(path))
    }
  }
  for (const name of ['console', 'api', 'core']) add(join(packages, name))
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
}

/** Lays a compressed file beside each that is worth it, for the server to send as it is. */
function compress(folder) {
  for (const name of readdirSync(folder)) {
    const whole = readFileSync(join(folder, name))
    if (!/\.(?:js|css)$/.test(name) || whole.length < 1024) continue
    writeFileSync(
      join(folder, `${name}.br`),
      brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    )
  }
}

export function build() {
  if (!existsSync(join(root, 'node_modules', 'typescript'))) throw new Error('Run npm ci first.')
  run('The type check', bin('typescript', 'bin/tsc'), ['-b'])
  const stamp = join(packages, 'console', 'dist', '.built-from')
  const sources = consoleSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  run('The console build', bin('vite', 'bin/vite.js'), ['build', '--logLevel', 'warn'], join(packages, 'console'))
  compress(join(packages, 'console', 'dist', 'assets'))
  writeFileSync(stamp, sources)
}

if (process.argv[1] === import.meta.filename) build()
