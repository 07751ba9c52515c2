import type { Cli } from '../../packages/cli/cli.ts'
import { watch } from './canary.ts'

export interface FakeCli {
  cli: Cli
  stdout: () => string
  stderr: () => string
  abort: AbortController
}

export interface FakeOptions {
  env?: Record<string, string>
  terminal?: boolean
  columns?: number
  stdin?: string
  answer?: string
  fetch?: Cli['fetch']
}

/** A command line without a process: what is written is kept, and nothing is asked of the network unless told. */
export function fakeCli(options: FakeOptions = {}): FakeCli {
  const written = { stdout: '', stderr: '' }
  const screen = (name: 'stdout' | 'stderr') => ({
    isTTY: options.terminal ?? false,
    columns: options.columns ?? 200,
    rows: 40,
    write: (text: string) => {
      watch(name, text)
      written[name] += text
    },
  })
  const abort = new AbortController()
  const { answer } = options
  return {
    cli: {
      process: { stdout: screen('stdout'), stderr: screen('stderr'), env: options.env ?? {} },
      fetch: options.fetch ?? (() => Promise.reject(new TypeError('no network in this test'))),
      readStdin: async () => options.stdin ?? '',
      ask: answer === undefined ? null : async () => answer,
      signal: abort.signal,
      keepSignals: () => undefined,
      now: () => new Date('2026-01-01T00:00:00Z'),
    },
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    abort,
  }
}
