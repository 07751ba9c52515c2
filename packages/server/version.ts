import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder that holds `packages/`: two up from this package, three from its build. */
export const rootFolder = join(
  import.meta.dirname,
  ...(import.meta.dirname.endsWith('dist') ? ['..', '..', '..'] : ['..', '..']),
)

export const version: string = JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8')).version
