// Writes what is generated: the index of checks, connectors' guides as modules, and the reference pages.
// With --check it writes nothing and fails on a difference. The pages need a build.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const checkOnly = process.argv.includes('--check')
const differing = []

function settle(path, wanted) {
  const present = existsSync(path) ? readFileSync(path, 'utf8') : null
  if (present === wanted) return
  differing.push(relative(root, path))
  if (checkOnly) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, wanted)
}

const byCodeUnit = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
const note = 'Written by `npm run gen`. Do not edit.'

// ── modules ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A system's folder holds its checks and nothing else, so every module in it is one. */
function checksIndex() {
  const room = join(root, 'packages', 'checks')
  const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
  const found = readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'dist' && entry.name !== 'node_modules')
    .flatMap((system) =>
      readdirSync(join(room, system.name))
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => ({ name: camelCase(file.slice(0, -3)), path: `./${system.name}/${file}` })),
    )
    .sort((a, b) => byCodeUnit(a.path, b.path))
  settle(
    join(room, 'index.gen.ts'),
    [
      `// ${note}`,
      "import type { Check } from '@rollcall/core'",
      ...found.map(({ name, path }) => `import ${name} from '${path}'`),
      '',
      'export const checks: readonly Check[] = [',
      ...found.map(({ name }) => `  ${name},`),
      ']',
      '',
    ].join('\n'),
  )
}

/** A folder with an `index.ts` is a connector, exported under the folder's name. */
function connectorsIndex() {
  const room = join(root, 'packages', 'connectors')
  const names = readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(room, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort(byCodeUnit)
  settle(
    join(room, 'index.gen.ts'),
    [
      `// ${note}`,
      "import type { Connector } from '@rollcall/core'",
      ...names.map((name) => `import { ${name} } from './${name}/index.ts'`),
      '',
      `export const connectors: readonly Connector[] = [${names.join(', ')}]`,
      '',
    ].join('\n'),
  )
}

/** Connectors are pure and read no files, so their guide and icon come as a module. */
function connectorAssets() {
  const room = join(root, 'packages', 'connectors')
  const quote = (text) => `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``
  for (const entry of readdirSync(room, { withFileTypes: true })) {
    const guide = join(room, entry.name, 'guide.md')
    if (!entry.isDirectory() || !existsSync(guide)) continue
    const icon = readFileSync(join(room, entry.name, 'icon.svg'), 'utf8').trim()
    settle(
      join(room, entry.name, 'assets.gen.ts'),
      `// ${note}\n\nexport const guide = ${quote(readFileSync(guide, 'utf8'))}\n\nexport const icon = ${quote(icon)}\n`,
    )
  }
}

// ── reference pages ───────────────────────────────────────────────────────────────────────────────────────────────

const built = (name, file = 'index.js') => import(join(root, 'packages', name, 'dist', file))
const page = (name, text) => settle(join(root, 'docs', 'reference', name), `<!-- ${note} -->\n\n${text.trimEnd()}\n`)
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n')

async function errorsPage() {
  const { AppError, errorCodes, errorTable } = await built('core')
  const rows = errorCodes.map((code) => {
    const error = new AppError(code)
    return [`\`${code}\``, error.status, error.exitCode, errorTable[code].message, errorTable[code].fix]
  })
  page(
    'errors.md',
    `# Errors\n\nEvery error says what happened, to what, and what to do. An API answer is \`{"error": {code, message, fix, requestId, fields}}\`.\n\n${table(['code', 'HTTP', 'exit', 'what happened', 'what to do'], rows)}`,
  )
}

async function settingsPage() {
  const { settingTable } = await built('server', 'settings.js')
  const rows = Object.entries(settingTable).map(([name, { meaning, otherwise }]) => [`\`${name}\``, meaning, otherwise])
  page(
    'settings.md',
    `# Settings\n\nFrom the environment, read once at start. A value that is not valid stops the start with an error that names it.\n\n${table(['setting', 'what it does', 'without it'], rows)}`,
  )
}

async function checksPage() {
  const { checks } = await built('checks')
  const { severities } = await built('core')
  const order = [...checks].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || byCodeUnit(a.id, b.id),
  )
  const maps = (check) =>
    Object.entries(check.maps)
      .map(([name, ids]) => `${name}: ${ids.join(', ')}`)
      .join('; ')
  const rows = order.map((check) => [
    check.severity,
    `\`${check.id}\``,
    check.title,
    [check.each, ...check.needs].map((stream) => `\`${stream}\``).join(', '),
    maps(check),
  ])
  page(
    'checks.md',
    `# Checks\n\n${checks.length} checks. A check whose streams could not be read whole is \`unknown\`, never a pass.\n\n${table(['severity', 'id', 'how it should be', 'reads', 'frameworks'], rows)}`,
  )
}

async function connectorsPage() {
  const { connectors } = await built('connectors')
  const text = connectors.map((connector) => {
    const fields = connector.config.map((field) => [
      `\`${field.id}\``,
      field.label,
      field.required ? 'yes' : 'no',
      field.help,
    ])
    const streams = connector.streams.map((stream) => [
      `\`${stream.id}\``,
      stream.reads,
      [['', stream.permissions], ...Object.entries(stream.permissionsAs ?? {})]
        .map(([as, names]) => `${as === '' ? '' : `as ${as}: `}${names.map((one) => `\`${one}\``).join(' and ')}`)
        .join('; '),
      stream.endpoints.map((one) => `\`${one}\``).join(', '),
    ])
    return `## ${connector.name}\n\n${connector.summary}\n\n${table(['field', 'label', 'needed', 'help'], fields)}\n\n${table(['stream', 'what is read', 'needs', 'endpoints'], streams)}`
  })
  page('connectors.md', `# Connectors\n\n${text.join('\n\n')}`)
}

async function cliPage() {
  const { helpTexts } = await built('cli', 'app.js')
  const { exit, exitMeanings, variables } = await built('cli', 'cli.js')
  const commands = helpTexts().map(([route, help]) => `## ${route}\n\n\`\`\`\n${help.trim()}\n\`\`\``)
  const codes = Object.entries(exit).map(([name, code]) => [code, exitMeanings[name]])
  const names = Object.entries(variables).map(([name, meaning]) => [`\`${name}\``, meaning])
  const text = [
    '# Command line',
    'In the checkout, after `npm ci && npm run build`: `npx rollcall …`. Data goes to standard output, talk to standard error.',
    `## Exit codes\n\n${table(['code', 'meaning'], codes)}`,
    `## Environment\n\nSecrets come from here, from a file or from standard input, and never from an argument: one that looks like a secret is refused.\n\n${table(['variable', 'meaning'], names)}\n\n\`start\` and \`doctor\` read the [settings](settings.md) of the server.`,
    '## Formats\n\nA table on a terminal, tab-separated lines without a head in a pipe. `-o json` is `{schema, data, coverage}`: `schema` names the shape of `data` and its version, `coverage` says of each stream how completely it was read, where the answer is about what was read. `-o csv` has a head. `-o sarif` is SARIF 2.1.0: what could not be judged is `open`, what does not apply `notApplicable`, and `executionSuccessful` is false where something was not seen.',
    ...commands,
  ]
  page('cli.md', text.join('\n\n'))
}

checksIndex()
connectorsIndex()
connectorAssets()
if (!process.argv.includes('--modules')) {
  await errorsPage()
  await settingsPage()
  await checksPage()
  await connectorsPage()
  await cliPage()
}

if (checkOnly && differing.length > 0) {
  console.error(`Not as generated: ${differing.join(', ')}. Run: npm run gen`)
  process.exit(1)
}
if (!checkOnly) console.log(differing.length === 0 ? 'Everything was as generated.' : `Wrote ${differing.join(', ')}.`)
