import { AppError, type Connector } from '@rollcall/core'
import { readAddress, readOrganization } from './address.ts'
import { guide, icon } from './assets.gen.ts'
import { connectGithub } from './connect.ts'
import { readCredentialInput } from './credential-input.ts'
import { readCriticalInput } from './critical.ts'
import { readEnterpriseInput, readEnterprises } from './enterprise.ts'
import { estimateGithub } from './estimate.ts'
import { computeEtag, readEtagInput } from './etag.ts'
import { keepsGithub } from './keeps.ts'
import { registerGithub } from './registration.ts'
import { actionsPolicy } from './streams/actions-policy.ts'
import { codeAlerts, dependabotAlerts, secretAlerts } from './streams/alerts.ts'
import { auditLog } from './streams/audit-log.ts'
import { branchProtection } from './streams/branch-protection.ts'
import { credential } from './streams/credential.ts'
import { credentialAuthorizations } from './streams/credential-authorizations.ts'
import { deployKeys } from './streams/deploy-keys.ts'
import { domains, ipAllowEntries } from './streams/domains.ts'
import { environments } from './streams/environments.ts'
import { fineGrainedTokens, tokenRequests } from './streams/fine-grained-tokens.ts'
import { installations } from './streams/installations.ts'
import { invitations } from './streams/invitations.ts'
import { members } from './streams/members.ts'
import { organization } from './streams/organization.ts'
import { customRepositoryRoles, organizationRoles } from './streams/organization-roles.ts'
import { outsideCollaborators } from './streams/outside-collaborators.ts'
import { repositories } from './streams/repositories.ts'
import { repositoryAccess } from './streams/repository-access.ts'
import { rulesets } from './streams/rulesets.ts'
import { runnerGroups, runners } from './streams/runners.ts'
import { externalIdentities, samlProvider } from './streams/saml.ts'
import { secrets } from './streams/secrets.ts'
import { securityConfigurations } from './streams/security-configurations.ts'
import { teamAccess } from './streams/team-access.ts'
import { teams } from './streams/teams.ts'
import { webhooks } from './streams/webhooks.ts'
import { workflows } from './streams/workflows.ts'
import { unreadOfGithub } from './unread.ts'

const streams = [
  organization,
  members,
  outsideCollaborators,
  actionsPolicy,
  installations,
  webhooks,
  teams,
  repositories,
  branchProtection,
  deployKeys,
  repositoryAccess,
  teamAccess,
  environments,
  rulesets,
  securityConfigurations,
  dependabotAlerts,
  secretAlerts,
  codeAlerts,
  invitations,
  organizationRoles,
  customRepositoryRoles,
  samlProvider,
  externalIdentities,
  credentialAuthorizations,
  fineGrainedTokens,
  tokenRequests,
  workflows,
  secrets,
  runners,
  runnerGroups,
  domains,
  ipAllowEntries,
  auditLog,
  credential,
]

export const github: Connector = {
  id: 'github',
  name: 'GitHub',
  summary:
    'Organizations on github.com, GHE.com and GitHub Enterprise Server: people, access, Apps, repositories, settings.',
  guide,
  icon,
  methodsJoin: true,
  methods: [
    {
      id: 'app',
      name: 'GitHub App',
      summary: 'One that exists: you have its App ID and a private key.',
    },
    {
      id: 'token',
      name: 'Personal access token (classic)',
      summary: 'Sees second factors and what else GitHub shows to owners only. Ends when its owner leaves.',
    },
  ],
  config: [
    {
      id: 'organizations',
      label: 'Organizations',
      help: 'One or more, by name or by the address of their page.',
      type: 'list',
      required: true,
      placeholder: 'acme, https://github.com/acme-labs',
      maxLength: 200,
      fixed: 'Findings and records belong to them: connect others as an instance of their own.',
    },
    {
      id: 'appId',
      label: 'App ID',
      help: 'The number at the top of the settings page of the App.',
      type: 'text',
      required: false,
      placeholder: '1234567',
      maxLength: 20,
      method: 'app',
    },
    {
      id: 'privateKey',
      label: 'Private key',
      help: 'The whole .pem file that GitHub made for the App. It is sealed at once and never shown again.',
      type: 'secret',
      required: false,
      placeholder: '-----BEGIN RSA PRIVATE KEY-----',
      maxLength: 4096,
      method: 'app',
    },
    {
      id: 'token',
      label: 'Token',
      help: 'Of an Organization owner. It is sealed at once and never shown again.',
      type: 'secret',
      required: false,
      placeholder: 'ghp_…',
      maxLength: 255,
      method: 'token',
    },
    {
      id: 'enterpriseAccount',
      label: 'Enterprise Account',
      help: 'The organizations belong to an enterprise account. Leave it off if you do not know: the next step says what GitHub tells about it.',
      type: 'toggle',
      required: false,
      maxLength: 2,
    },
    {
      id: 'enterprise',
      label: 'Enterprise slug',
      help: 'The last part of the address github.com/enterprises/SLUG.',
      type: 'text',
      required: false,
      placeholder: 'acme-group',
      maxLength: 200,
      showWhen: { field: 'enterpriseAccount', filled: true },
    },
    {
      id: 'critical',
      label: 'Critical repositories',
      help: 'What marks them: a custom property with its value, or a topic. Separate them by commas. Without it, no repository is held to more than the others.',
      type: 'text',
      required: false,
      placeholder: 'tier=1, topic:critical',
      maxLength: 400,
      advanced: true,
    },
    {
      id: 'address',
      label: 'Server address',
      help: 'Only for GitHub Enterprise Server or GHE.com. Leave it empty for github.com.',
      type: 'text',
      required: false,
      placeholder: 'https://github.example.com',
      maxLength: 200,
      fixed: 'Another server has other organizations: connect it as an instance of its own.',
      advanced: true,
    },
    {
      id: 'computedEtags',
      label: 'Computed ETags',
      help: 'Saves requests of a GitHub App. Its token changes every hour, and to a new one GitHub calls no list unchanged. With this Rollcall asks by the ETag that the new token would get, worked out in a way that GitHub does not document. Where it is wrong the list is read anew, so that nothing is missed.',
      type: 'toggle',
      required: false,
      maxLength: 2,
      advanced: true,
    },
  ],
  normalize: ({ config, secrets }) => {
    const typed = String(config.address ?? '').trim()
    const address = readAddress(typed)
    const organizations = [config.organizations ?? []]
      .flat()
      .flatMap((text) => text.split(/[\s,;]+/))
      .filter((text) => text !== '')
      .map((text) => readOrganization(text, address))
    const unique = [...new Map(organizations.map((login) => [login.toLowerCase(), login])).values()]
    if (unique.length === 0)
      throw new AppError(
        'connection.invalid',
        { problem: 'No organization is named.', remedy: 'Enter at least one.' },
        { fields: [{ path: 'config.organizations', message: 'is needed' }] },
      )
    const credential = readCredentialInput(config, secrets)
    return {
      config: {
        organizations: unique,
        ...(address.kept === '' ? {} : { address: address.kept }),
        ...readEnterpriseInput(config),
        ...readEtagInput(config),
        ...readCriticalInput(config),
        ...credential.config,
      },
      secrets: credential.secrets,
    }
  },
  origins: (config) => {
    const { api, graphql } = readAddress(String(config.address ?? ''))
    return [...new Set([new URL(api).origin, new URL(graphql).origin])]
  },
  connect: connectGithub,
  enterprise: readEnterprises,
  unread: unreadOfGithub,
  estimate: estimateGithub,
  keeps: keepsGithub,
  etagOf: ({ computedEtags }) => (computedEtags === 'on' ? computeEtag : null),
  registration: registerGithub(streams, 'app'),
  streams,
}
