import type { FieldNode } from 'graphql'
import { expandScopes, reportScopes } from '../scope.ts'

/** Fields that want more than their type does. One of the scopes is enough. */
const ofField: Record<string, readonly string[]> = {
  'Organization.requiresTwoFactorAuthentication': ['admin:org'],
  'Organization.ipAllowListEnabledSetting': ['admin:org'],
  'Organization.ipAllowListForInstalledAppsEnabledSetting': ['admin:org'],
  'Organization.notificationDeliveryRestrictionEnabledSetting': ['admin:org'],
  'Organization.organizationBillingEmail': ['admin:org'],
  'Organization.ipAllowListEntries': ['admin:org'],
  'Organization.domains': ['admin:org'],
  'Organization.rulesets': ['admin:org'],
  'User.email': ['user:email', 'read:user'],
}

const ofType: Record<string, readonly string[]> = {
  Organization: ['read:org'],
  Team: ['read:org', 'read:discussion'],
  Enterprise: ['read:enterprise'],
}

export interface ScopeNeed {
  field: string
  oneOf: readonly string[]
  node: FieldNode
}

export function findNeed(typeName: string, node: FieldNode): ScopeNeed | null {
  const field = node.name.value
  const oneOf = ofField[`${typeName}.${field}`] ?? ofType[typeName]
  return oneOf && field !== '__typename' ? { field, oneOf, node } : null
}

const quote = (scopes: readonly string[]) => `[${scopes.map((scope) => `'${scope}'`).join(', ')}]`

/** GitHub looks at the scopes of the whole query before it reads anything: one field too many, and there is no data. */
export function listMissingScopes(needs: readonly ScopeNeed[], granted: readonly string[], settings: string) {
  const scopes = expandScopes(granted)
  return needs
    .filter((need) => !need.oneOf.some((scope) => scopes.has(scope)))
    .map(({ field, oneOf, node }) => ({
      type: 'INSUFFICIENT_SCOPES',
      locations: node.loc ? [{ line: node.loc.startToken.line, column: node.loc.startToken.column }] : [],
      message:
        'Your token has not been granted the required scopes to execute this query. ' +
        `The '${field}' field requires one of the following scopes: ${quote(oneOf)}, ` +
        `but your token has only been granted the: ${quote(reportScopes(granted))} scopes. ` +
        `Please modify your token's scopes at: ${settings}/settings/tokens.`,
    }))
}
