import { connectors } from '@rollcall/connectors'
import type { Connector, StreamRecord } from '@rollcall/core'
import { describe, expect, test } from 'vitest'
import { createMemory } from './memory.ts'

const connector = connectors[0] as Connector
const record = (scope: string, ref: string, name = ref): StreamRecord => ({
  stream: 'github.member',
  scope,
  ref,
  name,
  url: null,
  data: {},
  sources: [],
})
const page = (...records: StreamRecord[]) => ({ records, checkpoint: null, expected: null, gap: null, methods: [] })

function open(limit?: number) {
  const told: number[] = []
  const memory = createMemory(connector, ['acme', 'labs'], (streams) => told.push(streams.length), limit)
  const task = (scope: string) => {
    const found = memory.tasks.find((one) => one.stream === 'github.member' && one.scope === scope)
    if (!found) throw new Error('There is no such task')
    return found
  }
  const row = (scope: string) =>
    memory.coverageRows().find((one) => one.stream === 'github.member' && one.scope === scope)
  return { memory, task, row, told }
}

describe('what a scan without a database keeps', () => {
  test('a record that a moving list gives twice is one, the latest; the same ref in another scope is another', async () => {
    const { memory, task, row } = open()
    await memory.keeper.keepPage(task('acme'), page(record('acme', '1', 'old'), record('acme', '2')))
    await memory.keeper.keepPage(task('acme'), page(record('acme', '1', 'new')))
    await memory.keeper.keepPage(task('labs'), page(record('labs', '1')))
    const names = memory
      .pagesOf('github.member')
      .flat()
      .map(({ scope, name }) => `${scope} ${name}`)
    expect(names).toEqual(['acme new', 'acme 2', 'labs 1'])
    expect(row('acme')?.records).toBe(2)
  })

  test('a stream that nobody ended was not read', async () => {
    const { memory, task, row } = open()
    await memory.keeper.endStream(task('acme'), { state: 'complete' }, [])
    expect(row('acme')).toMatchObject({ state: 'complete', gap: null })
    expect(row('labs')).toMatchObject({ state: 'none', gap: { fix: 'Scan again.' } })
  })

  test('at its limit it asks to stop, and says why and what to do', async () => {
    const { memory, task } = open(3)
    expect(await memory.keeper.keepPage(task('acme'), page(record('acme', '1'), record('acme', '2')))).toBeNull()
    const gap = await memory.keeper.keepPage(task('labs'), page(record('labs', '1')))
    expect(gap).toMatchObject({
      reason: 'truncated',
      detail: expect.stringContaining('at most 3 records'),
      fix: expect.any(String),
    })
  })

  test('every change is told, with all streams', async () => {
    const { memory, task, told } = open()
    await memory.keeper.keepPage(task('acme'), page(record('acme', '1')))
    await memory.keeper.endStream(task('acme'), { state: 'complete' }, [])
    expect(told).toEqual([memory.tasks.length, memory.tasks.length])
  })
})
