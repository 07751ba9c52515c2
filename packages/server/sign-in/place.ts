import type { EnterpriseRow } from '../store/enterprises.ts'

/** The addresses at which the users of one enterprise sign in. The entity id is the place itself (github-scim §8.3). */
export interface Place {
  enterprise: EnterpriseRow
  /** Path that all of them begin with, and that cookies are bound to. */
  path: string
  entityId: string
  consume: string
  metadata: string
  start: string
  callback: string
  finish: string
  recover: string
  account: string
}

export function placeOf(baseUrl: string, enterprise: EnterpriseRow): Place {
  const path = `/${enterprise.kind === 'emu' ? 'enterprises' : 'ghes'}/${enterprise.slug}`
  const at = (rest: string) => `${baseUrl}${path}${rest}`
  return {
    enterprise,
    path,
    entityId: at(''),
    consume: at('/saml/consume'),
    metadata: at('/saml/metadata'),
    start: at('/sso'),
    callback: at('/oidc/callback'),
    finish: at('/sso/finish'),
    recover: at('/sso/recover'),
    account: at('/account'),
  }
}
