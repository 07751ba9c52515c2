import {
  type Application,
  buildApplication,
  buildRouteMap,
  type CommandContext,
  type DocumentedCommand,
  generateHelpTextForAllCommands,
} from '@stricli/core'
import type { Cli } from './cli.ts'
import { auditExport } from './commands/audit/export.ts'
import { auditSearch } from './commands/audit/search.ts'
import { auditVerify } from './commands/audit/verify.ts'
import { checksList } from './commands/checks/list.ts'
import { checksShow } from './commands/checks/show.ts'
import { completion } from './commands/completion.ts'
import { connectGithub } from './commands/connect/github.ts'
import { connectPagerduty } from './commands/connect/pagerduty.ts'
import { connectionsEdit } from './commands/connections/edit.ts'
import { connectionsList } from './commands/connections/list.ts'
import { connectionsRemove } from './commands/connections/remove.ts'
import { connectionsScan } from './commands/connections/scan.ts'
import { connectionsShow } from './commands/connections/show.ts'
import { doctor } from './commands/doctor.ts'
import { enterpriseCreate } from './commands/enterprise/create.ts'
import { enterpriseIdentities } from './commands/enterprise/identities.ts'
import { enterpriseList } from './commands/enterprise/list.ts'
import { enterpriseShow } from './commands/enterprise/show.ts'
import { enterpriseTeams } from './commands/enterprise/teams.ts'
import { enterpriseToken } from './commands/enterprise/token.ts'
import { enterpriseWhy } from './commands/enterprise/why.ts'
import { findingsExport } from './commands/findings/export.ts'
import { findingsList } from './commands/findings/list.ts'
import { findingsShow } from './commands/findings/show.ts'
import { identitiesList } from './commands/identities/list.ts'
import { identitiesShow } from './commands/identities/show.ts'
import { scanGithub } from './commands/scan/github.ts'
import { scimLog } from './commands/scim/log.ts'
import { scimTest } from './commands/scim/test.ts'
import { start } from './commands/start.ts'
import { versionCommand } from './commands/version.ts'
import { version } from './version.ts'

const root = buildRouteMap({
  routes: {
    start,
    scan: buildRouteMap({
      routes: { github: scanGithub },
      docs: { brief: 'Scan a system here and now, without a server' },
    }),
    connect: buildRouteMap({
      routes: { github: connectGithub, pagerduty: connectPagerduty },
      docs: { brief: 'Connect a system to a server' },
    }),
    connections: buildRouteMap({
      routes: {
        list: connectionsList,
        show: connectionsShow,
        scan: connectionsScan,
        edit: connectionsEdit,
        remove: connectionsRemove,
      },
      docs: { brief: 'Connections of a server' },
    }),
    findings: buildRouteMap({
      routes: { list: findingsList, show: findingsShow, export: findingsExport },
      docs: { brief: 'What is wrong, as a server knows it' },
    }),
    identities: buildRouteMap({
      routes: { list: identitiesList, show: identitiesShow },
      docs: { brief: 'Who has access, as a server knows it' },
    }),
    enterprise: buildRouteMap({
      routes: {
        create: enterpriseCreate,
        ls: enterpriseList,
        show: enterpriseShow,
        teams: enterpriseTeams,
        token: enterpriseToken,
        identities: enterpriseIdentities,
        why: enterpriseWhy,
      },
      docs: { brief: 'Managed enterprises of a server, which identity providers provision into' },
    }),
    audit: buildRouteMap({
      routes: { search: auditSearch, verify: auditVerify, export: auditExport },
      docs: { brief: 'The audit log of an enterprise: search it, prove that it is whole, take it along' },
    }),
    scim: buildRouteMap({
      routes: { log: scimLog, test: scimTest },
      docs: { brief: 'SCIM requests that came in, and a conformance run against any SCIM server' },
    }),
    checks: buildRouteMap({
      routes: { list: checksList, show: checksShow },
      docs: { brief: 'What is checked' },
    }),
    doctor,
    completion,
    version: versionCommand,
  },
  docs: {
    brief: 'Who should have access, who really has it, and what is wrong with that',
    fullDescription: [
      'Who should have access, who really has it, and what is wrong with that.',
      '',
      'EXAMPLES',
      '  GITHUB_TOKEN=… rollcall scan github --org acme',
      '      Judge an organization here and now. Needs no server.',
      '  rollcall start',
      '      Start the server; it keeps history and has a console.',
      "  ROLLCALL_TOKEN=… rollcall findings list 'severity:>=high'",
      '      Ask the server at http://127.0.0.1:7655, or at ROLLCALL_URL.',
      '',
      'docs/reference/cli.md lists commands, environment and exit codes.',
    ].join('\n'),
  },
})

export const app: Application<Cli> = buildApplication(root, {
  name: 'rollcall',
  versionInfo: { currentVersion: version },
  scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  documentation: { caseStyle: 'convert-camel-to-kebab', disableAnsiColor: true },
})

/** Each command with its help, for the reference page. Writing it runs nothing, so no context is needed. */
export const helpTexts = (): readonly DocumentedCommand[] =>
  generateHelpTextForAllCommands(app as unknown as Application<CommandContext>)
