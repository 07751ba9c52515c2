import { newToken } from '../../company/github-defaults.ts'
import type { GithubToken } from '../../company/github-world.ts'
import type { Records } from './records.ts'

export function changeTokens(records: Records) {
  return {
    addToken: (sketch: Parameters<typeof newToken>[0]): GithubToken => {
      const token = newToken(sketch)
      records.tokens.set(token.secret, token)
      return token
    },
    revokeToken: (label: string) => {
      records.token(label).revoked = true
    },
    /** Scopes, expiry, owner … of one token. */
    changeToken: (label: string, change: Partial<Omit<GithubToken, 'secret'>>) => {
      Object.assign(records.token(label), change)
    },
    authorizeSso: (label: string, organization: string) => {
      const token = records.token(label)
      const { login } = records.organization(organization)
      if (!token.ssoOrganizations.includes(login)) token.ssoOrganizations.push(login)
    },
    withdrawSso: (label: string, organization: string) => {
      const token = records.token(label)
      const { login } = records.organization(organization)
      token.ssoOrganizations = token.ssoOrganizations.filter((authorized) => authorized !== login)
    },
  }
}
