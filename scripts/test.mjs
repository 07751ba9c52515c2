// npm test: builds, then everything that must hold. Stops at the first step that fails and says which.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bin, build } from './build.mjs'

const root = join(import.meta.dirname, '..')

function step(title, command, args) {
  console.log(`\n── ${title}`)
  const { status, error } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit' })
  if (error) throw error
  if (status !== 0) {
    console.error(`\n✗ ${title}`)
    process.exit(status ?? 1)
  }
}

console.log('── Build')
build()
step('Types of the tests', bin('typescript', 'bin/tsc'), ['-p', 'tsconfig.test.json'])
step('Format, lint, room rules and import cycles', bin('@biomejs/biome', 'bin/biome'), [
  'check',
  '--error-on-warnings',
  '.',
])
step('Dead exports and dependencies', bin('knip', 'bin/knip.js'), [])
step('Generated files', join(root, 'scripts', 'gen.mjs'), ['--check'])
step('Tests', bin('vitest', 'vitest.mjs'), ['run', ...process.argv.slice(2)])
