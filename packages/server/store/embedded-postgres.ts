import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@rollcall/core'
import { findBinaries, type PostgresBinaries, unprivileged } from './postgres-binaries.ts'

export interface EmbeddedPostgres {
  /** Folder of the unix socket, short enough for an address. */
  host: string
  user: string
  database: string
  /** Resolves once the child is gone; rejects never. */
  stop: () => Promise<void>
}

interface Log {
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

const superuser = 'rollcall'
const socketName = '.s.PGSQL.5432'
const majorVersion = '18'
/** A unix socket's address holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const longestSocketPath = 100

/**
 * Starts PostgreSQL as a child of this process on a unix socket in the data folder, makes the cluster the first time,
 * ends a child that an earlier process left behind, and starts it again when it dies.
 *
 * Run by root, the child runs as `nobody`. Its working folder is entered before the rights are dropped and is named
 * to it as `/proc/self/cwd`, so that the data may stay in a folder that nobody else can enter.
 */
export async function startEmbeddedPostgres(dataFolder: string, log: Log): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  const cluster = join(dataFolder, 'postgres')
  await makeCluster(cluster, binaries)
  allowOnlyUs(cluster)
  await endLeftover(cluster, log)

  const socket = await socketFolder(cluster)
  let stopping = false
  let child = launch(cluster, binaries, log)
  const supervise = (one: ChildProcess) =>
    one.once('exit', (code, signal) => {
      if (stopping) return
      log.error({ code, signal }, 'The embedded PostgreSQL ended; starting it again')
      setTimeout(() => {
        if (stopping) return
        child = launch(cluster, binaries, log)
        supervise(child)
      }, 200)
    })
  try {
    await untilReady(cluster, socket.path, child)
  } catch (error) {
    child.kill('SIGQUIT')
    await socket.remove()
    throw error
  }
  supervise(child)
  return {
    host: socket.path,
    user: superuser,
    database: 'rollcall',
    stop: async () => {
      stopping = true
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGINT')
        const force = setTimeout(() => child.kill('SIGQUIT'), 15_000)
        await gone
        clearTimeout(force)
      }
      await socket.remove()
    },
  }
}

/** How the data folder is named to the child: see {@link startEmbeddedPostgres}. */
const nameOf = (cluster: string) => (unprivileged() && process.platform === 'linux' ? '/proc/self/cwd' : cluster)

const environment = (binaries: PostgresBinaries) => ({
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  LD_LIBRARY_PATH: binaries.lib,
  DYLD_LIBRARY_PATH: binaries.lib,
})

async function makeCluster(cluster: string, binaries: PostgresBinaries): Promise<void> {
  const versionFile = join(cluster, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim()
    if (version === majorVersion) return
    throw new AppError('database.start_failed', {
      reason: `the data in ${cluster} was made by PostgreSQL ${version} and this Rollcall brings ${majorVersion}.`,
    })
  }
  // Made beside its place and renamed when whole: an interrupted first start leaves nothing that looks finished.
  const draft = `${cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  const user = unprivileged()
  if (user) chownSync(draft, user.uid, user.gid)
  const child = spawn(
    binaries.initdb,
    ['-D', nameOf(draft), '-U', superuser, '--auth=peer', '-E', 'UTF8', '--locale=C', '--no-instructions'],
    { cwd: draft, env: environment(binaries), stdio: ['ignore', 'ignore', 'pipe'], ...user },
  )
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const [code] = (await once(child, 'exit').catch((cause) => {
    throw startFailed(String(cause), cause)
  })) as [number | null]
  if (code !== 0) throw startFailed(`initdb failed: ${complaint.trim().slice(-500)}`)
  rmSync(cluster, { recursive: true, force: true })
  renameSync(draft, cluster)
}

/** Lets exactly the user of this process in, by the kernel's word (peer), whoever the child runs as. */
function allowOnlyUs(cluster: string): void {
  const name = userInfo().username
  writeOwned(join(cluster, 'pg_hba.conf'), 'local all all peer map=rollcall\n')
  writeOwned(join(cluster, 'pg_ident.conf'), `rollcall "${name}" ${superuser}\n`)
}

function writeOwned(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 })
  const user = unprivileged()
  if (user) chownSync(path, user.uid, user.gid)
}

/** An earlier Rollcall that was killed leaves its child running. The data folder's lock is ours by now, so end it. */
async function endLeftover(cluster: string, log: Log): Promise<void> {
  const pid = runningPostmaster(cluster)
  if (pid === null) return
  log.warn({ pid }, 'An earlier process left its PostgreSQL running; ending it')
  process.kill(pid, 'SIGINT')
  for (let waited = 0; runningPostmaster(cluster) === pid; waited += 50) {
    if (waited === 10_000) process.kill(pid, 'SIGQUIT')
    if (waited > 20_000) throw startFailed(`process ${pid} from an earlier start does not end.`)
    await sleep(50)
  }
}

/** Process id in `postmaster.pid`, if that process lives and is a PostgreSQL. */
function runningPostmaster(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1) return null
  try {
    process.kill(pid, 0)
  } catch {
    return null
  }
  try {
    const command = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
    const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return command === 'postgres' && state !== 'Z' ? pid : null
  } catch {
    // No /proc (macOS): the pid file is only trusted while its socket answers.
    return existsSync(join(cluster, socketName)) ? pid : null
  }
}

/** A folder through which the socket has a short address: the cluster itself, or a link to it in a private folder. */
async function socketFolder(cluster: string): Promise<{ path: string; remove: () => Promise<void> }> {
  if (Buffer.byteLength(join(cluster, socketName)) <= longestSocketPath)
    return { path: cluster, remove: async () => undefined }
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-'))
  const link = join(folder, 's')
  await symlink(cluster, link)
  return { path: link, remove: () => rm(folder, { recursive: true, force: true }) }
}

function launch(cluster: string, binaries: PostgresBinaries, log: Log): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: '.',
    unix_socket_permissions: '0700',
    max_connections: '60',
    max_wal_size: '1GB',
    log_min_messages: 'warning',
    log_line_prefix: '',
    log_timezone: 'UTC',
    timezone: 'UTC',
    jit: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(binaries.postgres, ['-D', nameOf(cluster), ...options], {
    cwd: cluster,
    env: environment(binaries),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C reaches us alone, and we stop it once nothing needs it any more.
    detached: true,
    ...unprivileged(),
  })
  child.on('error', (error) => log.error({ err: error }, 'PostgreSQL could not be started'))
  createInterface({ input: child.stderr as NonNullable<typeof child.stderr> }).on('line', (line) => {
    // An ERROR is an answer to one of our own queries and handled there; who is still there when we stop it is told to end.
    if (child.killed && line.includes('due to administrator command')) return
    if (/^(FATAL|PANIC)/.test(line)) log.error({ postgres: line }, 'PostgreSQL')
    else if (/^WARNING/.test(line)) log.warn({ postgres: line }, 'PostgreSQL')
  })
  return child
}

/** Waits until the server takes connections. Recovery after a crash may take a while; a child that dies ends the wait. */
async function untilReady(cluster: string, host: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; ; waited += 20) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw startFailed(`it ended at once (${child.signalCode ?? `exit code ${child.exitCode}`}).`)
    if (isReady(cluster) && (await answers(join(host, socketName)))) return
    if (waited > 120_000) throw startFailed('it was not ready within two minutes.')
    await sleep(20)
  }
}

/** PostgreSQL writes its state into the eighth line of its pid file. */
function isReady(cluster: string): boolean {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

const startFailed = (reason: string, cause?: unknown) => new AppError('database.start_failed', { reason }, { cause })
