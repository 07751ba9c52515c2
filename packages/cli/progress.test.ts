import { expect, test } from 'vitest'
import { fakeCli } from '../../test/support/cli.ts'
import { createProgress } from './progress.ts'

const stream = (state: 'waiting' | 'reading' | 'complete' | 'partial' | 'none', records = 0) => ({
  stream: 'github.member',
  title: 'Members',
  scope: 'acme',
  state,
  records,
  expected: 300,
})

test('in a pipe, a plain line when a stream ends, and each once', () => {
  const { cli, stderr, stdout } = fakeCli()
  const progress = createProgress(cli, false)
  for (const state of ['waiting', 'reading', 'complete', 'complete'] as const) progress.update([stream(state, 300)])
  expect(stderr()).toMatch(/^✓ acme +Members +300 of 300\n$/)
  expect(stdout()).toBe('')
})

test('on a terminal, one line a stream that is drawn over, and without colour where none is wanted', () => {
  const { cli, stderr } = fakeCli({ terminal: true, env: { NO_COLOR: '1' } })
  const progress = createProgress(cli, false)
  progress.update([stream('reading', 100)])
  progress.update([stream('none', 0)])
  expect(stderr()).toContain('100 of 300\n\u001b[1A\u001b[2K✗ acme')
  expect(stderr()).toMatch(/not read\n$/)
  expect(stderr()).not.toContain('\u001b[3')
  const coloured = fakeCli({ terminal: true })
  createProgress(coloured.cli, false).update([stream('complete', 300)])
  expect(coloured.stderr()).toContain('\u001b[32m✓\u001b[0m')
})

test('nothing where no talk is wanted, and it still knows what was not read', () => {
  const { cli, stderr } = fakeCli({ terminal: true })
  const progress = createProgress(cli, true)
  progress.update([stream('reading', 120), { ...stream('complete', 3), title: 'Teams' }])
  expect(stderr()).toBe('')
  expect(progress.unread()).toEqual(['acme: Members (120 of 300 so far)'])
})
