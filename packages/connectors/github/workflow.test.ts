// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the expressions of workflows are written so
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readWorkflow } from './workflow.ts'

const sha = 'a'.repeat(40)
const read = (text: string) => readWorkflow(text, 'acme')

describe('facts of a workflow', () => {
  test('actions of others without a commit are unpinned; GitHub’s own, ours, local and pinned ones are not', () => {
    const facts = read(`
on: push
permissions: read-all
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: Acme/deploy@main
      - uses: ./local
      - uses: tidewatch/scan@v3
      - uses: tidewatch/pinned@${sha}
      - uses: docker://alpine:3
  other:
    uses: stranger/flows/.github/workflows/x.yml@main
    secrets: inherit
`)
    expect(facts).toMatchObject({
      triggers: ['push'],
      unpinned: ['docker://alpine:3', 'stranger/flows/.github/workflows/x.yml@main', 'tidewatch/scan@v3'],
      permissions: 'declared',
      inheritsSecretsOutside: true,
      untrustedCheckout: false,
    })
  })

  test.each([
    ['the head of the pull request', 'pull_request_target', '${{ github.event.pull_request.head.sha }}', true],
    ['the same without the rights', 'pull_request', '${{ github.event.pull_request.head.sha }}', false],
    ['the base', 'pull_request_target', '${{ github.base_ref }}', false],
    ['what another run left', 'workflow_run', '${{ github.event.workflow_run.head_sha }}', true],
  ])('checking out %s', (_, trigger, ref, untrusted) => {
    const facts = read(
      `on: [${trigger}]\njobs: { a: { permissions: {}, steps: [{ uses: actions/checkout@v4, with: { ref: "${ref}" } }] } }`,
    )
    expect(facts?.untrustedCheckout).toBe(untrusted)
  })

  test('a stranger’s words in a script are seen; in an environment variable they are harmless', () => {
    const script = (run: string) => read(`on: issues\njobs: { a: { steps: [{ run: '${run}' }] } }`)?.injections
    expect(script('echo ${{ github.event.issue.title }} ${{ github.head_ref }}')).toEqual([
      'github.event.issue.title',
      'github.head_ref',
    ])
    expect(script('echo $TITLE ${{ github.sha }}')).toEqual([])
  })

  test('permissions are declared by the workflow, or by every job', () => {
    const of = (top: string, job: string) =>
      read(`on: push\n${top}\njobs: { a: { ${job} steps: [] }, b: { ${job} steps: [] } }`)
    expect(of('', '')?.permissions).toBe('missing')
    expect(of('', 'permissions: {},')?.permissions).toBe('declared')
    expect(of('permissions: write-all', '')?.permissions).toBe('write-all')
  })

  test('secrets by name, and machines of one’s own', () => {
    const facts = read(
      'on: push\njobs: { a: { runs-on: [self-hosted, linux], env: { A: "${{ secrets.DEPLOY_KEY }}" }, steps: [{ run: "x ${{secrets.NPM}}" }] } }',
    )
    expect(facts).toMatchObject({ secrets: ['DEPLOY_KEY', 'NPM'], selfHosted: true })
  })

  test('what is no workflow is not read as a clean one', () => {
    expect(read('on: [push')).toBeNull()
    expect(read('just words')).toBeNull()
    expect(read('')).toBeNull()
    // Twelve levels of ten aliases each would be a trillion.
    const bomb = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}*l${level}]`,
    )
    expect(read(`l0: &l0 [x]\n${bomb.join('\n')}\non: push\njobs: *l12`)).toBeNull()
  })

  test('no text makes it throw, and none of it is kept but names', () => {
    fc.assert(fc.property(fc.string(), (text) => void read(text)))
    fc.assert(
      fc.property(fc.string(), (run) => void read(JSON.stringify({ on: 'push', jobs: { a: { steps: [{ run }] } } }))),
    )
  })
})
