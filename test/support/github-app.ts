import { generateKeyPairSync } from 'node:crypto'
import type { RunningGithub } from '@rollcall/sandbox'

/** What an App that only reads is given; in GitHub's keys. */
export const appPermissions = Object.fromEntries(
  [
    'actions',
    'administration',
    'environments',
    'members',
    'metadata',
    'organization_administration',
    'organization_custom_org_roles',
    'organization_custom_roles',
    'organization_dependabot_secrets',
    'organization_hooks',
    'organization_personal_access_token_requests',
    'organization_personal_access_tokens',
    'organization_plan',
    'organization_secrets',
    'organization_self_hosted_runners',
    'secret_scanning_alerts',
    'security_events',
    'vulnerability_alerts',
  ].map((name) => [name, 'read' as const]),
)

export interface TestApp {
  appId: string
  slug: string
  privateKey: string
}

export function newKeyPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
}

/** An App in the stand-in with a key of its own, installed in the organizations. */
export function installApp(
  github: Pick<RunningGithub, 'state'>,
  organizations: readonly string[],
  permissions: Record<string, 'read' | 'write'> = appPermissions,
  slug = 'rollcall-test',
): TestApp {
  const pair = newKeyPair()
  const owner = organizations[0] ?? [...github.state.orgs.values()][0]?.login ?? ''
  const app = github.state.addApp({ slug, owner, publicKey: pair.publicKey, permissions })
  for (const organization of organizations) github.state.installApp(slug, organization)
  return { appId: String(app.id), slug, privateKey: pair.privateKey }
}
