import { enterpriseOf } from '../scim/directory.ts'
import type { Executor } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { isOnlyServer } from '../store/scim-access.ts'

/** The addresses at which the users of one enterprise sign in. The entity id is the place itself (github-scim §8.3). */
export interface Place {
  enterprise: EnterpriseRow
  /** Path that all of them begin with, and that cookies are bound to; empty at the appliance's own host name. */
  path: string
  entityId: string
  /** The page to begin at. */
  home: string
  consume: string
  metadata: string
  start: string
  callback: string
  finish: string
  recover: string
  password: string
  account: string
}

function placeAt(enterprise: EnterpriseRow, origin: string, path: string, home: string): Place {
  const at = (rest: string) => `${origin}${path}${rest}`
  return {
    enterprise,
    path,
    entityId: at(''),
    home: at(home),
    consume: at('/saml/consume'),
    metadata: at('/saml/metadata'),
    start: at('/sso'),
    callback: at('/oidc/callback'),
    finish: at('/sso/finish'),
    recover: at('/sso/recover'),
    password: at('/sso/password'),
    account: at('/account'),
  }
}

/** Below the enterprise's name, at the address of this installation. */
export const placeOf = (baseUrl: string, enterprise: EnterpriseRow): Place =>
  placeAt(enterprise, baseUrl, `/${enterprise.kind === 'emu' ? 'enterprises' : 'ghes'}/${enterprise.slug}`, '')

/**
 * At the root, where GitHub Enterprise Server has them. Of a request's host name only this is taken: whether it is the one
 * that the enterprise is set to. Else it is the address of this installation.
 */
export function placeAtRoot(baseUrl: string, enterprise: EnterpriseRow, hostname: string | null): Place {
  const address = new URL(baseUrl)
  const isOwn = enterprise.host !== null && enterprise.host === hostname?.toLowerCase()
  // The console has its own /login where it is reached.
  const home = isOwn && enterprise.host !== address.hostname ? '/login' : '/sso/login'
  if (isOwn) address.hostname = enterprise.host ?? ''
  return placeAt(enterprise, address.origin, '', home)
}

/** Where users are sent, and what the identity provider is told: the enterprise's choice of the two. */
export async function mainPlace(db: Executor, baseUrl: string, enterprise: EnterpriseRow): Promise<Place> {
  const atRoot =
    enterprise.kind === 'ghes' &&
    enterpriseOf(enterprise, 'github').options.ghesSignInAddress === 'host' &&
    (enterprise.host !== null || (await isOnlyServer(db, enterprise)))
  return atRoot ? placeAtRoot(baseUrl, enterprise, enterprise.host) : placeOf(baseUrl, enterprise)
}
