import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { AppError } from '@rollcall/core'
import { inspectDataFolder } from './data-folder.ts'
import { readSettings, type Settings } from './settings.ts'
import { checkDatabase } from './store/database.ts'
import { findBinaries, unprivileged } from './store/postgres-binaries.ts'

/** One thing looked at: in order, or what is wrong with it and what to do. */
export interface Inspected {
  what: string
  state: 'ok' | 'problem' | 'skipped'
  detail: string
  fix: string | null
}

export interface Inspection {
  items: Inspected[]
  /** Where the server of these settings listens, and whether something does now. Null where they are not valid. */
  listening: { host: string; port: number; taken: boolean } | null
}

/** Looks at what a start here would need, and changes nothing that a start would not. */
export async function inspectInstallation(env: Record<string, string | undefined>): Promise<Inspection> {
  let settings: Settings
  try {
    settings = readSettings(env)
  } catch (error) {
    return { items: [problemOf('Settings', error)], listening: null }
  }
  const taken = await isTaken(settings.host, settings.port)
  return {
    items: [
      { what: 'Settings', state: 'ok', detail: 'all valid', fix: null },
      lookAtFolder(settings),
      await lookAtDatabase(settings),
    ],
    listening: { host: settings.host, port: settings.port, taken },
  }
}

function lookAtFolder({ dataFolder }: Settings): Inspected {
  const what = 'Data folder'
  try {
    const { exists, holder } = inspectDataFolder(dataFolder)
    const lock = holder === null ? 'nobody uses it' : `in use by process ${holder}`
    return {
      what,
      state: 'ok',
      detail: `${dataFolder}${exists ? '' : ' (made at the first start)'}, ${lock}`,
      fix: null,
    }
  } catch (error) {
    return problemOf(what, error)
  }
}

async function lookAtDatabase({ databaseUrl }: Settings): Promise<Inspected> {
  const what = 'Database'
  try {
    if (databaseUrl !== null) {
      await checkDatabase({ connectionString: databaseUrl })
      return { what, state: 'ok', detail: 'the PostgreSQL of DATABASE_URL answers', fix: null }
    }
    const { postgres } = await findBinaries()
    const { stdout } = await promisify(execFile)(postgres, ['--version'], {
      cwd: '/',
      timeout: 10_000,
      ...unprivileged(),
    })
    return { what, state: 'ok', detail: `embedded ${stdout.trim()}`, fix: null }
  } catch (error) {
    const reason = `the programs that npm brought do not run here (${(error as NodeJS.ErrnoException).code ?? error})`
    return problemOf(what, error instanceof AppError ? error : new AppError('database.start_failed', { reason }))
  }
}

function problemOf(what: string, error: unknown): Inspected {
  if (!(error instanceof AppError)) throw error
  return { what, state: 'problem', detail: error.message, fix: error.fix }
}

async function isTaken(host: string, port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'))
    server.listen(port, host, () => server.close(() => resolve(false)))
  })
}
