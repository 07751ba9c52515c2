import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made = new Set<string>()

/** A folder of its own in the temporary folder, gone after its test file; one of a global setup, with the process. */
export function tempFolder(name: string): string {
  if (made.size === 0) process.once('exit', removeFolders)
  const folder = mkdtempSync(join(tmpdir(), `rollcall-${name}-`))
  made.add(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
  made.clear()
}
