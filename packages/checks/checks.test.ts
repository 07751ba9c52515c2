import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Check,
  type ControlMaps,
  type CoverageTable,
  coverageKey,
  type Example,
  exampleRecord,
  GithubActionsPolicy,
  GithubAuditEvent,
  GithubBranchProtection,
  GithubCodeAlerts,
  GithubCredential,
  GithubCredentialAuthorization,
  GithubCustomRepositoryRole,
  GithubDependabotAlerts,
  GithubDeployKey,
  GithubDomain,
  GithubEnvironment,
  GithubExternalIdentity,
  GithubFineGrainedToken,
  GithubInstallation,
  GithubInvitation,
  GithubIpAllowEntry,
  GithubMember,
  GithubOrganization,
  GithubOrganizationRole,
  GithubOutsideCollaborator,
  GithubRepository,
  GithubRepositoryAccess,
  GithubRuleset,
  GithubRunner,
  GithubRunnerGroup,
  GithubSamlProvider,
  GithubSecret,
  GithubSecretAlerts,
  GithubSecurityConfiguration,
  GithubTeam,
  GithubTeamAccess,
  GithubTokenRequest,
  GithubWebhook,
  GithubWorkflow,
  type Outcome,
  type StreamId,
  type StreamRecord,
  severities,
  startEvaluation,
} from '@rollcall/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checks } from './index.ts'

type AnyExample = Example<StreamId, StreamId>
type Data = Record<string, unknown>

const streams: Record<StreamId, { properties: object }> = {
  'github.organization': GithubOrganization,
  'github.actions_policy': GithubActionsPolicy,
  'github.member': GithubMember,
  'github.outside_collaborator': GithubOutsideCollaborator,
  'github.team': GithubTeam,
  'github.team_access': GithubTeamAccess,
  'github.workflow': GithubWorkflow,
  'github.audit_event': GithubAuditEvent,
  'github.repository': GithubRepository,
  'github.branch_protection': GithubBranchProtection,
  'github.deploy_key': GithubDeployKey,
  'github.installation': GithubInstallation,
  'github.webhook': GithubWebhook,
  'github.invitation': GithubInvitation,
  'github.repository_access': GithubRepositoryAccess,
  'github.environment': GithubEnvironment,
  'github.fine_grained_token': GithubFineGrainedToken,
  'github.token_request': GithubTokenRequest,
  'github.credential_authorization': GithubCredentialAuthorization,
  'github.saml_provider': GithubSamlProvider,
  'github.external_identity': GithubExternalIdentity,
  'github.organization_role': GithubOrganizationRole,
  'github.custom_repository_role': GithubCustomRepositoryRole,
  'github.runner': GithubRunner,
  'github.runner_group': GithubRunnerGroup,
  'github.secret': GithubSecret,
  'github.security_configuration': GithubSecurityConfiguration,
  'github.dependabot_alerts': GithubDependabotAlerts,
  'github.secret_alerts': GithubSecretAlerts,
  'github.code_alerts': GithubCodeAlerts,
  'github.domain': GithubDomain,
  'github.ip_allow_entry': GithubIpAllowEntry,
  'github.ruleset': GithubRuleset,
  'github.credential': GithubCredential,
}

const controlPatterns: Record<keyof ControlMaps, RegExp> = {
  'CIS GitHub 1.2.0': /^[1-5]\.\d\.\d{1,2}$/,
  'NIST 800-53r5': /^(AC|AT|AU|CA|CM|CP|IA|IR|MA|MP|PE|PL|PM|PS|PT|RA|SA|SC|SI|SR)-\d{1,2}(\(\d{1,2}\))?$/,
  'SOC 2': /^(CC[1-9]|A1|C1|PI1|P[1-8])\.\d{1,2}$/,
  'ISO 27001:2022': /^[5-8]\.\d{1,2}$/,
}

const defaultNow = '2026-01-01T00:00:00Z'
const clone = (data: object) => structuredClone(data) as Data

/** What one example gives; `subject` and `others` may be swapped for tampered copies. */
function judge(check: Check, example: AnyExample, subject: Data = clone(example.subject), others?: Data[]): Outcome[] {
  const coverage: CoverageTable = new Map(
    [check.each, ...check.needs].map((stream) => [coverageKey(stream, 'acme'), { state: 'complete' }]),
  )
  const evaluation = startEvaluation({
    checks: [check],
    coverage,
    scopes: ['acme'],
    now: new Date(example.now ?? defaultNow),
  })
  const of = check.tally?.of
  const rest = others ?? (example.others ?? []).map(clone)
  if (of) for (const [index, data] of rest.entries()) evaluation.tally(recordOf(of, data, index))
  return [...evaluation.judge(recordOf(check.each, subject)), ...evaluation.rest()]
}

/** `exampleRecord` would copy the data, and so read all of a recording proxy. */
const recordOf = (stream: StreamId, data: Data, index = 0): StreamRecord => ({
  ...exampleRecord(stream, {}, index),
  data,
})

const statesOf = (outcomes: Outcome[]) => [...new Set(outcomes.map((one) => one.state))]

/** Wraps data so that every field that is read, at any depth, leaves its path in `paths`. */
function recordReads(target: Data, paths: Set<string>, path: string[] = []): Data {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key)
      const own = typeof key === 'string' && Object.hasOwn(object, key)
      const here = own ? [...path, key] : path
      if (own && !Array.isArray(object)) paths.add(here.join('/'))
      return own && typeof value === 'object' && value !== null ? recordReads(value as Data, paths, here) : value
    },
  })
}

function withNullAt(data: Data, path: string): Data {
  const copy = clone(data)
  const keys = path.split('/')
  const last = keys.pop() as string
  let place = copy
  for (const key of keys) place = place[key] as Data
  place[last] = null
  return copy
}

const examplesOf = (check: Check) =>
  (['pass', 'fail', 'not_applicable', 'unknown'] as const).flatMap((state) =>
    (check.examples[state] ?? []).map((example) => ({ state, example })),
  )

describe('every check', () => {
  test('is in the index, under the id that its file has', () => {
    const files = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'dist' && entry.name !== 'node_modules')
      .flatMap((folder) =>
        readdirSync(join(import.meta.dirname, folder.name)).map((file) => ({ folder: folder.name, file })),
      )
    expect(checks.map((check) => `${check.id}.ts`).sort()).toEqual(files.map(({ file }) => file).sort())
    for (const { folder, file } of files) expect(file.startsWith(`${folder}-`), file).toBe(true)
  })

  test('has an id and a title of its own', () => {
    expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length)
    expect(new Set(checks.map((check) => check.title)).size).toBe(checks.length)
  })
})

describe.each(checks.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  test.each(examplesOf(check).map((one) => [one.state, one.example.when, one.example as AnyExample] as const))(
    '%s: %s',
    (state, _when, example) => {
      const outcomes = judge(check, example)
      expect(statesOf(outcomes)).toEqual([state])
      expect(judge(check, example)).toEqual(outcomes)
    },
  )

  test('names each of its examples differently', () => {
    const names = examplesOf(check).map(({ state, example }) => `${state} ${example.when}`)
    expect(new Set(names).size).toBe(names.length)
  })

  test('a field that it reads and cannot see makes the result unknown, and examples name no other field', () => {
    const named = new Set<string>()
    const everRead = new Set<string>()
    for (const { example } of examplesOf(check)) {
      const reads = new Set<string>()
      judge(check, example, recordReads(clone(example.subject), reads))
      for (const field of Object.keys(example.subject)) named.add(field)
      for (const path of reads) everRead.add(path)
      for (const path of reads) {
        const outcomes = judge(check, example, withNullAt(clone(example.subject), path))
        expect(statesOf(outcomes), `${example.when}: ${path}`).toEqual(['unknown'])
      }
    }
    expect([...named].filter((field) => !everRead.has(field))).toEqual([])
    if (!check.tally) expect(everRead.size).toBeGreaterThan(0)
  })

  test('a field that its tally reads and cannot see makes the result unknown', () => {
    if (!check.tally) return
    for (const { example } of examplesOf(check)) {
      const others = (example.others ?? []) as Data[]
      for (const [index, other] of others.slice(0, 5).entries()) {
        const reads = new Set<string>()
        const swap = (data: Data) => others.map((one, place) => (place === index ? data : clone(one)))
        judge(check, example, undefined, swap(recordReads(clone(other), reads)))
        expect(reads.size).toBeGreaterThan(0)
        for (const path of reads) {
          const outcomes = judge(check, example, undefined, swap(withNullAt(other, path)))
          expect(statesOf(outcomes), `${example.when}: ${path}`).toEqual(['unknown'])
        }
      }
    }
  })

  test('seeing less never turns a result into another than unknown', () => {
    const fields = Object.keys(streams[check.each].properties)
    const values = Object.fromEntries(
      fields.map((field) => {
        const seen = examplesOf(check).map(({ example }) => (example.subject as Data)[field])
        return [field, fc.constantFrom(...seen.filter((value) => value !== undefined && value !== null), null)]
      }),
    )
    const base = check.examples.pass[0] as AnyExample
    fc.assert(
      fc.property(fc.record(values), fc.subarray(fields), (subject, hidden) => {
        const full = statesOf(judge(check, base, clone(subject)))
        const less = statesOf(
          judge(check, base, { ...clone(subject), ...Object.fromEntries(hidden.map((f) => [f, null])) }),
        )
        expect([full, ['unknown']]).toContainEqual(less)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  test('fails with facts under the system’s own field names, and a fingerprint that only identity moves', () => {
    for (const example of check.examples.fail as AnyExample[]) {
      const failing = judge(check, example).filter((one) => one.state === 'fail')
      for (const one of failing) {
        expect(one.evidence.length).toBeGreaterThan(0)
        for (const { field, value } of one.evidence) {
          expect(field).toMatch(/^[A-Za-z0-9_.-]+$/)
          expect(value).not.toBe('')
        }
        if (check.identity.length === 0) expect(one.fingerprint).toBe(`${check.id}/acme/1`)
        else expect(one.fingerprint.startsWith(`${check.id}/acme/1/`)).toBe(true)
      }
      const later = judge(check, { ...example, now: '2027-03-04T05:06:07Z' }).filter((one) => one.state === 'fail')
      expect(later.map((one) => one.fingerprint)).toEqual(failing.map((one) => one.fingerprint))
      expect(new Set(failing.map((one) => one.fingerprint)).size).toBe(failing.length)
    }
  })

  test('shows its own severity in one of its failing examples', () => {
    const shown = (check.examples.fail as AnyExample[]).flatMap((example) =>
      judge(check, example).flatMap((one) => (one.state === 'fail' ? [one.severity] : [])),
    )
    expect(shown).toContain(check.severity)
  })

  test('gives a whole sentence for what does not apply or cannot be seen', () => {
    for (const { example } of examplesOf(check)) {
      for (const one of judge(check, example as AnyExample)) {
        if (one.state === 'not_applicable') expect(one.reason).toMatch(/^[A-Z].{8,120}\.$/)
        if (one.state === 'unknown') {
          expect(one.gap.detail).toMatch(/^[A-Z].{8,200}\.$/)
          expect(one.gap.fix).toMatch(/^[A-Z].{4,200}\.$/)
        }
      }
    }
  })

  test('is declared in the agreed form', () => {
    expect(check.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(check.id.length).toBeLessThanOrEqual(64)
    expect(severities).toContain(check.severity)
    for (const stream of [check.each, ...check.needs]) expect(Object.keys(streams)).toContain(stream)
    if (check.tally) expect(check.needs).toContain(check.tally.of)
    expect(check.since).toMatch(/^\d+\.\d+\.\d+$/)
    for (const field of check.identity) expect(field).toMatch(/^[A-Za-z0-9_.-]+$/)
    for (const { example } of examplesOf(check)) {
      expect(Object.keys(streams[check.each].properties)).toEqual(expect.arrayContaining(Object.keys(example.subject)))
    }
  })

  test('is written in the agreed form', () => {
    expect(check.title).toMatch(/^[A-Z].{9,79}$/)
    expect(check.problem).toMatch(/^[A-Z].{9,59}$/)
    for (const line of [check.title, check.problem]) expect(line).not.toMatch(/[.!?:]$/)
    expect(check.why).toMatch(/^[A-Z].{79,419}\.$/)
    expect(check.fix.steps.length).toBeGreaterThan(0)
    for (const step of check.fix.steps) expect(step).toMatch(/^[A-Z].{14,359}\.$/)
    for (const text of [check.why, ...check.fix.steps]) expect(text).not.toMatch(/ {2}|\s$|\bGH-[A-Z]{2}-\d/)
  })

  test('links to the console page and to GitHub’s documentation', () => {
    const { link } = check.fix
    if (link !== undefined) {
      expect(link).toMatch(/^\{web\}\//)
      expect(link.replaceAll(/\{(web|scope|name)\}/g, '')).not.toMatch(/[{}\s]/)
    }
    expect(check.refs.length).toBeGreaterThan(0)
    for (const ref of check.refs) expect(ref).toMatch(/^https:\/\/docs\.github\.com\/en\/[a-z0-9@/_#-]+$/)
  })

  test('maps to controls that the frameworks have', () => {
    const maps = Object.entries(check.maps) as [keyof ControlMaps, string[]][]
    expect(maps.length).toBeGreaterThan(0)
    for (const [framework, controls] of maps) {
      expect(controls.length).toBeGreaterThan(0)
      expect(new Set(controls).size).toBe(controls.length)
      for (const control of controls) expect(control).toMatch(controlPatterns[framework])
    }
  })
})
