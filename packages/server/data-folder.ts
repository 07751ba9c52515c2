import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '@rollcall/core'

export interface DataFolder {
  path: string
  release: () => void
}

/**
 * Makes the data folder (closed to other users) and locks it for this process. A lock that a killed process left
 * behind is taken over; one whose process still runs is `data.in_use`.
 */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (statSync(path).uid === process.getuid?.()) chmodSync(path, 0o700)
  } catch (cause) {
    throw notWritable(path, cause)
  }
  const lock = join(path, 'rollcall.lock')
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(lock, 'wx', 0o600)
      writeSync(file, `${process.pid} ${startTimeOf(process.pid) ?? ''}\n`)
      closeSync(file)
      break
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw notWritable(path, cause)
      const found = readLock(lock)
      const holder = holderOf(found)
      if (holder && isRunning(holder)) throw new AppError('data.in_use', { pid: holder.pid, path })
      removeStale(lock, found)
    }
  }
  return { path, release: () => rmSync(lock, { force: true }) }
}

/** Whether the folder is there and who holds its lock; throws `data.not_writable` where a start would. Changes nothing. */
export function inspectDataFolder(path: string): { exists: boolean; holder: number | null } {
  const exists = existsSync(path)
  try {
    accessSync(exists ? path : nearestFolder(path), constants.W_OK | constants.X_OK)
    if (exists && !statSync(path).isDirectory()) throw Object.assign(new Error(path), { code: 'ENOTDIR' })
  } catch (cause) {
    throw notWritable(path, cause)
  }
  const holder = exists ? holderOf(readLock(join(path, 'rollcall.lock'))) : null
  return { exists, holder: holder && isRunning(holder) ? holder.pid : null }
}

/** The folder that a missing one would be made in. */
function nearestFolder(path: string): string {
  let folder = dirname(path)
  while (!existsSync(folder)) folder = dirname(folder)
  if (!statSync(folder).isDirectory()) throw Object.assign(new Error(folder), { code: 'ENOTDIR' })
  return folder
}

interface Holder {
  pid: number
  startTime: string
}

function readLock(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function holderOf(text: string): Holder | null {
  const [pid, startTime = ''] = text.trim().split(' ')
  return Number.isInteger(Number(pid)) && Number(pid) > 0 ? { pid: Number(pid), startTime } : null
}

/** Moves the stale lock aside first: what was moved must be what was judged stale, not a newcomer's fresh lock. */
function removeStale(lock: string, judged: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
    if (readLock(aside) === judged) rmSync(aside, { force: true })
    else renameSync(aside, lock)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function isRunning({ pid, startTime }: Holder): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const actual = startTimeOf(pid)
  return actual === null || startTime === '' || actual === startTime
}

/** When the process began, in clock ticks since boot: tells a reused process id from the old one. Linux only. */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

function notWritable(path: string, cause: unknown): AppError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
  return new AppError('data.not_writable', { path, reason }, { cause })
}
