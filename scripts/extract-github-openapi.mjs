// Writes packages/sandbox/github/openapi.gen.json: the operations that the sandbox plays, cut out of GitHub's OpenAPI
// descriptions with exactly what they refer to. The whole package is 400 MB and no dependency of ours.
//
//   node scripts/extract-github-openapi.mjs [folder of @octokit/openapi]
//
// Without a folder the package is fetched with `npm pack` into a temporary one.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const name = '@octokit/openapi'
const version = '23.0.2'
const integrity = 'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg=='
const descriptions = ['api.github.com', 'ghec', 'ghes-3.19']
const target = join(import.meta.dirname, '../packages/sandbox/github/openapi.gen.json')

const paths = [
  '/',
  '/meta',
  '/rate_limit',
  '/user',
  '/users/{username}',
  '/user/memberships/orgs/{org}',
  '/orgs/{org}',
  '/orgs/{org}/members',
  '/orgs/{org}/outside_collaborators',
  '/orgs/{org}/teams',
  '/orgs/{org}/repos',
  '/orgs/{org}/installations',
  '/orgs/{org}/hooks',
  '/orgs/{org}/hooks/{hook_id}/deliveries',
  '/orgs/{org}/hooks/{hook_id}/deliveries/{delivery_id}',
  '/orgs/{org}/actions/permissions',
  '/orgs/{org}/actions/permissions/workflow',
  '/orgs/{org}/actions/permissions/selected-actions',
  '/orgs/{org}/rulesets',
  '/orgs/{org}/actions/permissions/fork-pr-contributor-approval',
  '/orgs/{org}/actions/permissions/fork-pr-workflows-private-repos',
  '/orgs/{org}/actions/permissions/self-hosted-runners',
  '/orgs/{org}/settings/immutable-releases',
  '/orgs/{org}/invitations',
  '/orgs/{org}/failed_invitations',
  '/orgs/{org}/personal-access-tokens',
  '/orgs/{org}/personal-access-token-requests',
  '/orgs/{org}/credential-authorizations',
  '/orgs/{org}/actions/runners',
  '/orgs/{org}/actions/runner-groups',
  '/orgs/{org}/actions/secrets',
  '/orgs/{org}/dependabot/secrets',
  '/orgs/{org}/code-security/configurations',
  '/orgs/{org}/code-security/configurations/defaults',
  '/orgs/{org}/dependabot/alerts',
  '/orgs/{org}/secret-scanning/alerts',
  '/orgs/{org}/code-scanning/alerts',
  '/orgs/{org}/organization-roles',
  '/orgs/{org}/organization-roles/{role_id}/users',
  '/orgs/{org}/custom-repository-roles',
  '/orgs/{org}/audit-log',
  '/repos/{owner}/{repo}/rulesets',
  '/app',
  '/app/installations',
  '/app/installations/{installation_id}',
  '/orgs/{org}/installation',
]

/** What an App has to send to be known and let in; nothing else that the sandbox plays is anything but a GET. */
const posts = ['/app-manifests/{code}/conversions', '/app/installations/{installation_id}/access_tokens']
const wanted = [...paths.map((path) => ['get', path]), ...posts.map((path) => ['post', path])]

/** Prose and tooling hints; nothing that judges an answer. */
const dropped = new Set(['description', 'title', 'summary', 'example', 'tags', 'externalDocs'])

function fetchPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'octokit-openapi-'))
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', `${name}@${version}`], { cwd: folder, encoding: 'utf8' }),
  )
  if (packed.integrity !== integrity) throw new Error(`${name}@${version} has integrity ${packed.integrity}`)
  execFileSync('tar', ['xzf', packed.filename], { cwd: folder })
  return { folder: join(folder, 'package'), remove: () => rmSync(folder, { recursive: true }) }
}

/** `named`: the keys of this object are names that GitHub chose, such as property names, and not keywords. */
function strip(value, named = false) {
  if (Array.isArray(value)) return value.map((item) => strip(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => named || !(dropped.has(key) || key.startsWith('x-')))
      .map(([key, item]) => [key, key === 'examples' && !named ? item : strip(item, key === 'properties' && !named)]),
  )
}

function findReferences(value, found = new Set()) {
  if (typeof value !== 'object' || value === null) return found
  if (typeof value.$ref === 'string') found.add(value.$ref)
  for (const item of Object.values(value)) findReferences(item, found)
  return found
}

function extract(description) {
  const operations = {}
  const components = {}
  const take = (value) => {
    for (const reference of findReferences(value)) {
      const [, , kind, component] = reference.split('/')
      components[kind] ??= {}
      if (component in components[kind]) continue
      const original = description.components[kind][component]
      components[kind][component] = kind === 'examples' ? { value: original.value } : strip(original)
      if (kind !== 'examples') take(components[kind][component])
    }
  }
  for (const [method, path] of wanted) {
    // Not every description has every operation: Enterprise Server has no invitations, github.com no custom roles.
    const operation = description.paths[path]?.[method]
    if (!operation) continue
    const { operationId, parameters = [], responses } = operation
    const key = `${method.toUpperCase()} ${path}`
    operations[key] = strip({ operationId, parameters, responses })
    operations[key].docs = operation.externalDocs?.url
    take(operations[key])
  }
  return { operations, components: sortDeep(components) }
}

const byCodeUnit = ([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)
const sortDeep = (kinds) =>
  Object.fromEntries(
    Object.entries(kinds)
      .sort(byCodeUnit)
      .map(([kind, members]) => [kind, Object.fromEntries(Object.entries(members).sort(byCodeUnit))]),
  )

/** One line for each operation and component: small, and a change can be read in a diff. */
function render(value, depth) {
  if (depth === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value)
  const lines = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${render(item, depth - 1)}`)
  return `{\n${lines.join(',\n')}\n}`
}

const given = process.argv[2]
const fetched = given ? { folder: given, remove: () => {} } : fetchPackage()
const installed = JSON.parse(readFileSync(join(fetched.folder, 'package.json'), 'utf8'))
if (installed.name !== name || installed.version !== version) {
  throw new Error(`Wanted ${name}@${version}, found ${installed.name}@${installed.version} in ${fetched.folder}`)
}
const sources = {}
const sha256 = {}
for (const description of descriptions) {
  const text = readFileSync(join(fetched.folder, 'generated', `${description}.json`))
  sha256[`${description}.json`] = createHash('sha256').update(text).digest('hex')
  sources[description] = extract(JSON.parse(text.toString('utf8')))
}
const copyright = readFileSync(join(fetched.folder, 'LICENSE'), 'utf8').match(/Copyright.*$/m)?.[0]
const from = { name, version, integrity, license: installed.license, copyright, sha256 }
fetched.remove()
const text = `${render({ from, sources }, 5)}\n`
writeFileSync(target, text)
console.log(
  `${target}: ${wanted.length} operations of ${descriptions.length} descriptions, ${Math.round(text.length / 1024)} KB`,
)
