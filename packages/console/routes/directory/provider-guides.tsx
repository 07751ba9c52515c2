import type { Enterprise } from '@rollcall/api'
import type { ReactNode } from 'react'
import type { Provider } from './directory-search.ts'

/** What to type where, in each provider's own words. */
export const guides: Record<Provider, (enterprise: Enterprise) => ReactNode> = {
  okta: ({ addresses }) => (
    <ol className="guide">
      <li>
        Applications › Browse App Catalog: add <b>SCIM 2.0 Test App (OAuth Bearer Token)</b>. The catalog’s GitHub apps
        only reach github.com.
      </li>
      <li>
        Provisioning › Configure API Integration: as SCIM 2.0 Base Url <code>{addresses.github}</code>, as OAuth Bearer
        Token the token of step 2. Test API Credentials must succeed.
      </li>
      <li>Provisioning › To App: turn on Create Users, Update User Attributes and Deactivate Users.</li>
      <li>
        Assignments: assign people. Push Groups: push groups by name. Use different groups for assigning and for
        pushing.
      </li>
    </ol>
  ),
  entra: ({ addresses }) => (
    <ol className="guide">
      <li>
        Enterprise applications › New application › Create your own application, <b>not in the gallery</b>.
      </li>
      <li>
        Provisioning, mode Automatic: as Tenant URL <code>{addresses.github}</code>, as Secret Token the token of step
        2. Test Connection must succeed; it searches for a user that is not there.
      </li>
      <li>
        Map <code>objectId</code> to <code>externalId</code>, and <code>userPrincipalName</code> to{' '}
        <code>userName</code>.
      </li>
      <li>
        Assign people and groups, then Start provisioning. It runs about every 40 minutes; Provision on demand tries one
        person at once.
      </li>
      <li>Nested groups are not read: assign the groups that hold the people.</li>
    </ol>
  ),
  ping: ({ addresses }) => (
    <ol className="guide">
      <li>
        SP Connections › Create Connection: choose Outbound Provisioning of type <b>SCIM</b> or the GitHub EMU
        connector.
      </li>
      <li>
        As SCIM URL <code>{addresses.github}</code>, as authentication OAuth 2 Bearer Token with the token of step 2.
      </li>
      <li>
        Map <code>userName</code>, <code>externalId</code>, <code>emails</code>, <code>name</code> and{' '}
        <code>displayName</code>. Let Remove User Action be <b>Disable</b>: a deleted user never comes back.
      </li>
      <li>Activate the channel.</li>
    </ol>
  ),
  other: ({ addresses }) => (
    <ol className="guide">
      <li>
        Any SCIM 2.0 client works. Begin with <code>{addresses.standard}</code>: it says what it can at{' '}
        <code>/ServiceProviderConfig</code> and <code>/Schemas</code>.
      </li>
      <li>
        Send <code>Authorization: Bearer</code> and the token, a <code>User-Agent</code>, and bodies as{' '}
        <code>application/scim+json</code>.
      </li>
      <li>
        Suspend with PATCH <code>active</code> to <code>false</code>. DELETE ends an account for good.
      </li>
    </ol>
  ),
}
