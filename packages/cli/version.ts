import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = import.meta.dirname.endsWith('dist') ? join(import.meta.dirname, '..') : import.meta.dirname

export const version: string = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
