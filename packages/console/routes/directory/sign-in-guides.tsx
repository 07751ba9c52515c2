import type { Enterprise, SignIn } from '@rollcall/api'
import type { ReactNode } from 'react'
import type { Provider } from './directory-search.ts'

const objectId = 'http://schemas.microsoft.com/identity/claims/objectidentifier'

/** What to type where for single sign-on, in each provider's own words. */
export const signInGuides: Record<Provider, (signIn: SignIn, enterprise: Enterprise) => ReactNode> = {
  okta: ({ addresses }) => (
    <ol className="guide">
      <li>
        Applications › Create App Integration › <b>SAML 2.0</b>.
      </li>
      <li>
        As Single sign-on URL <code>{addresses.consume}</code>, used for Recipient URL and Destination URL too. As
        Audience URI (SP Entity ID) <code>{addresses.entityId}</code>.
      </li>
      <li>
        Name ID format <b>Persistent</b>, Application username <b>Okta username</b>: the attribute that provisioning
        sends as <code>userName</code>.
      </li>
      <li>
        Advanced settings: Response and Assertion Signature <b>Signed</b>, Signature Algorithm RSA-SHA256, Assertion
        Encryption <b>Unencrypted</b>.
      </li>
      <li>
        Sign On › SAML Signing Certificates › Actions › View IdP metadata: copy its address or the whole XML into the
        form below. Assign the people.
      </li>
    </ol>
  ),
  entra: ({ addresses }, { kind }) => (
    <ol className="guide">
      <li>
        Enterprise applications › the application that provisions › Single sign-on › <b>SAML</b>.
      </li>
      <li>
        Basic SAML Configuration: as Identifier (Entity ID) <code>{addresses.entityId}</code>, as Reply URL{' '}
        <code>{addresses.consume}</code>, as Sign on URL <code>{addresses.start}</code>.
      </li>
      <li>
        Attributes & Claims: Entra ID sends <code>{objectId}</code> by itself. It must be what provisioning sends as{' '}
        <code>externalId</code>, so map <code>objectId</code> to it.
      </li>
      <li>SAML Certificates: copy the App Federation Metadata Url into the form below.</li>
      {kind === 'emu' ? (
        <li>
          For OpenID Connect instead: App registrations › Authentication › Add a platform › Web with the redirect URI{' '}
          <code>{addresses.callback}</code>, then Certificates & secrets › New client secret. As issuer{' '}
          <code>https://login.microsoftonline.com/TENANT-ID/v2.0</code>.
        </li>
      ) : null}
    </ol>
  ),
  ping: ({ addresses }) => (
    <ol className="guide">
      <li>
        Applications › SP Connections › Create Connection: Browser SSO Profiles, <b>SAML 2.0</b>. Import the metadata
        from <code>{addresses.metadata}</code>, or type what follows.
      </li>
      <li>
        Partner’s Entity ID <code>{addresses.entityId}</code>; Assertion Consumer Service URL, binding POST,{' '}
        <code>{addresses.consume}</code>; SP-initiated SSO.
      </li>
      <li>
        Attribute Contract: <code>SAML_SUBJECT</code> in the format persistent, fulfilled by the attribute that
        provisioning sends as <code>userName</code>.
      </li>
      <li>Credentials: a signing certificate with RSA SHA256; sign the assertion or the response.</li>
      <li>System › Protocol Metadata › Metadata Export: paste the XML into the form below.</li>
    </ol>
  ),
  other: ({ addresses }, { kind }) => (
    <ol className="guide">
      <li>
        SAML 2.0: requests by redirect, answers by POST to <code>{addresses.consume}</code>, audience{' '}
        <code>{addresses.entityId}</code>. All of it stands in <code>{addresses.metadata}</code>.
      </li>
      <li>
        Sign the assertion or the response with RSA-SHA256. Leave it unencrypted. Send <code>NameID</code> in the format
        persistent.
      </li>
      <li>
        {kind === 'emu' ? (
          <>
            <code>NameID</code> must equal the SCIM <code>userName</code>, without regard to case.
          </>
        ) : (
          <>
            What <code>NameID</code>, or the attribute chosen below, makes of itself as a login must be the login of the
            user.
          </>
        )}
      </li>
      <li>
        <code>SessionNotOnOrAfter</code> decides how long a session lasts.
      </li>
    </ol>
  ),
}
