import type { GithubExternalIdentity, GithubOrganization, GithubSaml } from '../../company/github-world.ts'
import { showCertificate } from '../certificate.ts'
import { nodeId } from '../node-id.ts'
import { connection, listing } from './connection.ts'
import { type Fields, fields } from './field.ts'

interface ProviderSource {
  org: GithubOrganization
  saml: GithubSaml
}

/** The identity provider of an organization, and whom it knows. */
export const identityTypes: Record<string, Fields> = {
  OrganizationIdentityProvider: fields<ProviderSource>({
    id: ({ org }) => nodeId('OIP', org.id),
    issuer: ({ saml }) => saml.issuer,
    ssoUrl: ({ saml }) => saml.ssoUrl,
    digestMethod: ({ saml }) => saml.digestMethod,
    signatureMethod: ({ saml }) => saml.signatureMethod,
    idpCertificate: ({ saml }) => showCertificate(saml.issuer, saml.certificateExpiresAt),
    organization: ({ org }) => org,
    externalIdentities: connection(
      ({ org }, { sight }, { membersOnly }) =>
        listing(
          org.externalIdentities.filter(
            ({ login }) => membersOnly !== true || (login !== null && sight.belongs(org, login)),
          ),
          { key: ({ id }) => id, node: (identity) => identity },
        ),
      ['membersOnly'],
    ),
  }),
  ExternalIdentity: fields<GithubExternalIdentity>({
    id: ({ id }) => nodeId('EI', id),
    guid: ({ id }) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    user: ({ login }, { state }) => (login === null ? null : state.account(login)),
    samlIdentity: ({ nameId }) => ({ nameId }),
    scimIdentity: ({ scimUserName }) => (scimUserName === null ? null : { username: scimUserName }),
  }),
  ExternalIdentitySamlAttributes: fields<{ nameId: string }>({ nameId: ({ nameId }) => nameId }),
  ExternalIdentityScimAttributes: fields<{ username: string }>({ username: ({ username }) => username }),
}
