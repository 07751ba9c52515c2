#!/usr/bin/env node
// npm links this file when the packages are installed, which is before anything is built.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const fail = (message, fix) => {
  process.stderr.write(`rollcall: ${message}\n  → ${fix}\n`)
  process.exit(2)
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19))
  fail(`Rollcall needs Node 20.19 or newer; this is ${process.versions.node}.`, 'Install a newer Node.')
if (!existsSync(join(import.meta.dirname, 'dist', 'main.js'))) fail('It is not built yet.', 'Run: npm run build')

const { main } = await import('./dist/main.js')
await main(process)
