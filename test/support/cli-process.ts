import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watch } from './canary.ts'

/** The program as npm links it. */
export const rollcallBin = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin.mjs')

export interface CliProcess {
  child: ChildProcess
  stdout: () => string
  stderr: () => string
  /** The exit code, once all is written. */
  ended: Promise<number | null>
}

export interface CliRun {
  code: number | null
  stdout: string
  stderr: string
}

interface Options {
  env?: Record<string, string>
  stdin?: string
}

/** Starts the built command line in an environment that holds nothing but what is told. */
export function startCli(args: readonly string[], { env = {}, stdin }: Options = {}): CliProcess {
  const child = spawn(process.execPath, [rollcallBin, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ROLLCALL_ALLOW_NETWORKS: '127.0.0.0/8', ...env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(stdin)
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk: Buffer) => {
      written[name] += chunk.toString()
      watch(`${name} of ${args.join(' ')}`, chunk.toString())
    })
  return {
    child,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    ended: once(child, 'close').then(([code]) => code as number | null),
  }
}

export async function runCli(args: readonly string[], options: Options = {}): Promise<CliRun> {
  const started = startCli(args, options)
  const code = await started.ended
  return { code, stdout: started.stdout(), stderr: started.stderr() }
}
