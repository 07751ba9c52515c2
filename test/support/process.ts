import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watch } from './canary.ts'
import { tempFolder } from './folder.ts'

const server = join(import.meta.dirname, '..', '..', 'packages', 'server', 'dist', 'run.js')

export interface RollcallProcess {
  child: ChildProcess
  url: string
  dataFolder: string
  /** All that it printed so far. */
  output: () => string
  /** The one-time link, once it is printed. */
  link: () => string | null
  call: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: unknown }>
  /** Sends a signal and waits for the end; answers the exit code, or the signal's name. */
  end: (signal: NodeJS.Signals) => Promise<number | string>
}

export const bootstrapToken = 'process-test-token-of-thirty-two-characters'

export const newFolder = (): string => join(tempFolder('process'), 'data')

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Starts the built server as `npm start` does once it has built, and answers when it listens or ends. */
export async function startRollcall(
  options: { env?: Record<string, string>; program?: string; args?: string[]; uid?: number; cwd?: string } = {},
): Promise<RollcallProcess> {
  const port = options.env?.PORT ?? String(await freePort())
  const dataFolder = options.env?.ROLLCALL_DATA ?? newFolder()
  const child = spawn(process.execPath, [options.program ?? server, ...(options.args ?? [])], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: tmpdir(),
      PORT: port,
      ROLLCALL_DATA: dataFolder,
      ROLLCALL_BOOTSTRAP_TOKEN: bootstrapToken,
      ROLLCALL_ALLOW_NETWORKS: '127.0.0.0/8',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      watch('process output', chunk.toString())
    })
  const url = `http://127.0.0.1:${port}`
  const ended = once(child, 'exit')
  await new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!/welcome#|Sign in there/.test(output) && child.exitCode === null && child.signalCode === null) return
      clearInterval(look)
      resolve()
    }, 20)
  })
  return {
    child,
    url,
    dataFolder,
    output: () => output,
    link: () => /http\S+\/welcome#\S+/.exec(output)?.[0] ?? null,
    async call(method, path, body) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${bootstrapToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      watch(`answer of ${method} ${path}`, text)
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    },
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await ended
      }
      return child.exitCode ?? child.signalCode ?? 'gone'
    },
  }
}
