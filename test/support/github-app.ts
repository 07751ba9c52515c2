import { generateKeyPairSync } from 'node:crypto'
import type { RunningGithub } from '@rollcall/sandbox'

/** What an App that only reads is given; in GitHub's keys. */
export const appPermissions = Object.fromEntries(
  [
    'actions',
    'administration',
    'contents',
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

const decodeHtml = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** Name and value of every field of the page's first form, and where it goes. */
function readForm(html: string): { action: string; fields: Record<string, string> } {
  const form = /<form[^>]*>([\s\S]*?)<\/form>/.exec(html)
  const inputs = [...(form?.[1] ?? '').matchAll(/<input type="(?:hidden|text)" name="(\w+)"[^>]*value="([^"]*)"/g)]
  return {
    action: decodeHtml(/action="([^"]*)"/.exec(form?.[0] ?? '')?.[1] ?? ''),
    fields: Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, decodeHtml(value)])),
  }
}

const send = (url: string, fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams()
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) body.append(name, value)
  return fetch(url, { method: 'POST', body, redirect: 'manual' })
}

/** What a person's browser does from our page to the redirect back: agrees to the manifest. The return's query. */
export async function agreeToManifest(page: string, login = 'mokafor'): Promise<URLSearchParams> {
  const ours = readForm(page)
  const theirs = readForm(await (await send(ours.action, ours.fields)).text())
  const answer = await send(new URL(theirs.action, ours.action).href, { ...theirs.fields, login })
  const back = answer.headers.get('location')
  if (back === null) throw new Error(`GitHub did not create the App: ${answer.status} ${await answer.text()}`)
  return new URL(back).searchParams
}

/** Installs an App by its page; the return's query. */
export async function installByPage(
  page: string,
  choice: { target: string; login?: string; state?: string; repositories?: string[] },
): Promise<URLSearchParams> {
  const { target, login = 'mokafor', state = '', repositories } = choice
  const answer = await send(page.replace(/\/new$/, ''), {
    target,
    login,
    state,
    selection: repositories ? 'selected' : 'all',
    ...(repositories ? { repository: repositories } : {}),
  })
  return new URL(answer.headers.get('location') ?? `${page}?refused=${answer.status}`).searchParams
}
