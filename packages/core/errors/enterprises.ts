import type { ErrorEntry } from './entry.ts'

/** Managed enterprises and how their users sign in. */
export const enterpriseErrors = {
  // ── managed enterprises ───────────────────────────────────────────────────────────────────────────────────────
  'enterprise.taken': {
    kind: 'conflict',
    message: 'Another enterprise of this installation has the {field} {value}.',
    fix: 'Choose another one. Slugs, short codes and host names are part of addresses and logins, so no two may share one.',
  },
  'directory.refused': {
    kind: 'forbidden',
    message: '{problem}',
    fix: '{remedy}',
  },
  'directory.invalid': {
    kind: 'invalid',
    status: 422,
    message: '{problem}',
    fix: '{remedy}',
  },
  'enterprise.invalid': {
    kind: 'invalid',
    status: 422,
    message: 'The enterprise cannot be {what} like this: {problem}.',
    fix: '{remedy}',
  },
  // ── sign-in of managed users ──────────────────────────────────────────────────────────────────────────────────
  'sign_in.off': {
    kind: 'not_found',
    message: 'Single sign-on of {enterprise} is not turned on.',
    fix: 'Set it up and turn it on in Directory → {enterprise} → Sign-in. The set-up user gets in with a recovery code meanwhile.',
  },
  'sign_in.setup_invalid': {
    kind: 'invalid',
    status: 422,
    message: 'Sign-in of {enterprise} cannot be set up so: {problem}.',
    fix: '{remedy}',
  },
  'sign_in.metadata_invalid': {
    kind: 'invalid',
    status: 422,
    message: 'This is no SAML metadata of an identity provider: {problem}.',
    fix: 'Copy the metadata of the application at the identity provider (XML that holds an EntityDescriptor with an IDPSSODescriptor), or its address.',
  },
  'sign_in.certificate_invalid': {
    kind: 'invalid',
    status: 422,
    message: 'The certificate cannot be used: {problem}.',
    fix: 'Paste the signing certificate of the identity provider as PEM text, from BEGIN CERTIFICATE to END CERTIFICATE.',
  },
  'sign_in.attempt_unknown': {
    kind: 'forbidden',
    message: 'This sign-in was not begun here, was finished already, or took longer than ten minutes.',
    fix: 'Begin again at {address}.',
  },
  'sign_in.other_browser': {
    kind: 'forbidden',
    message: 'This sign-in was begun in another browser, or its cookies were dropped on the way.',
    fix: 'Begin again at {address} and stay in one browser window.',
  },
  'sign_in.not_saml': {
    kind: 'invalid',
    message: 'What the identity provider sent is no SAML response: {problem}.',
    fix: 'Begin again at {address}. If it stays so, the application at the identity provider must be one for SAML 2.0 with the POST binding.',
  },
  'sign_in.provider_refused': {
    kind: 'forbidden',
    message: 'The identity provider did not let you in: {problem}.',
    fix: 'Ask its administrator to assign you to the application, or look into its own log.',
  },
  'sign_in.unsigned': {
    kind: 'forbidden',
    message: 'The SAML response is not signed, and neither is its assertion.',
    fix: 'Turn on signing of the response or of the assertion at the identity provider.',
  },
  'sign_in.signature_invalid': {
    kind: 'forbidden',
    message: 'The signature of the SAML response is not valid: {problem}.',
    fix: 'If the identity provider has a new signing certificate, add it in Directory → {enterprise} → Sign-in. If it has not, somebody changed the response on its way.',
  },
  'sign_in.signature_weak': {
    kind: 'forbidden',
    message: 'The SAML response is signed with {algorithm}, which is broken.',
    fix: 'Choose RSA-SHA256 and SHA-256 for signing at the identity provider.',
  },
  'sign_in.certificate_expired': {
    kind: 'forbidden',
    message: 'The SAML response is signed with the certificate {certificate}, which expired on {date}.',
    fix: 'Make a new signing certificate at the identity provider and add it in Directory → {enterprise} → Sign-in.',
  },
  'sign_in.encrypted': {
    kind: 'forbidden',
    message: 'The assertion is encrypted, and this server has no key for it.',
    fix: 'Turn off encryption of assertions at the identity provider; they travel over TLS.',
  },
  'sign_in.wrong_place': {
    kind: 'forbidden',
    message: 'The SAML response is meant for another place: its {what} is {given}, and here it must be {expected}.',
    fix: 'Enter {expected} as {what} at the identity provider.',
  },
  'sign_in.wrong_issuer': {
    kind: 'forbidden',
    message: 'The SAML response comes from {given}, and {enterprise} trusts {expected}.',
    fix: 'Correct the issuer in Directory → {enterprise} → Sign-in, or sign in through the right application.',
  },
  'sign_in.clock': {
    kind: 'forbidden',
    message:
      'The clocks are {apart} apart: the identity provider wrote {issued} when it was {now} here. {allowed} are forgiven.',
    fix: 'Set both machines by a time server (NTP), then sign in again.',
  },
  'sign_in.expired': {
    kind: 'forbidden',
    message: 'The assertion was good until {until} only.',
    fix: 'Begin again at {address}. If it stays so, lengthen the lifetime of assertions at the identity provider.',
  },
  'sign_in.replayed': {
    kind: 'forbidden',
    message: 'This SAML response was used already.',
    fix: 'Begin again at {address}. If you did not send it twice, somebody else did: tell your administrator.',
  },
  'sign_in.incomplete': {
    kind: 'forbidden',
    message: 'The assertion lacks {what}.',
    fix: 'The identity provider must send it in each answer to a request (SAML profiles §4.1.4.2).',
  },
  'sign_in.claim_missing': {
    kind: 'forbidden',
    message: 'The identity provider did not send {claim}, by which {enterprise} knows people.',
    fix: 'Add the claim {claim} to the application at the identity provider.',
  },
  'sign_in.login_unusable': {
    kind: 'forbidden',
    message: 'What the identity provider calls you makes no login: {problem}',
    fix: '{advice}',
  },
  'sign_in.not_provisioned': {
    kind: 'forbidden',
    message: 'You are not provisioned in {enterprise}: no user has {attribute} equal to the {claim} {given}.',
    fix: 'Ask the administrator of the identity provider to assign you to the application that provisions over SCIM, and wait for its next cycle.',
  },
  'sign_in.not_yet_provisioned': {
    kind: 'forbidden',
    message: 'The account {login} is there, but not yet provisioned over SCIM, and until then nobody signs in to it.',
    fix: 'Ask the administrator of the identity provider to assign you to the application that provisions over SCIM.',
  },
  'sign_in.mismatch': {
    kind: 'forbidden',
    message:
      'Sign-in and provisioning do not agree about you: the {claim} is {given}, the SCIM attribute {attribute} is {expected}.',
    fix: 'Map the same attribute of the person to {claim} and to {attribute} at the identity provider.',
  },
  'sign_in.ambiguous': {
    kind: 'forbidden',
    message: 'Several users have {attribute} equal to the {claim} {given}.',
    fix: 'Provision another {attribute} to all but one of them.',
  },
  'sign_in.suspended': {
    kind: 'forbidden',
    message: 'The account {login} is suspended: {reason}.',
    fix: '{remedy}',
  },
  'sign_in.unlinked': {
    kind: 'forbidden',
    message:
      'Your account {login} is currently unlinked: the identity {identity} that you sign in with is linked to another account of {enterprise}.',
    fix: 'Ask an enterprise owner to end the other account, or to remove its link in Directory → {enterprise} → Sign-in.',
  },
  'sign_in.account_owned': {
    kind: 'forbidden',
    message: 'Another user already owns the account {login}.',
    fix: 'Ask an administrator to remove the link of the account in Directory → {enterprise} → Sign-in, or to map another attribute to your login.',
  },
  'sign_in.session_over': {
    kind: 'forbidden',
    message: 'The identity provider says that the session ended on {until}, before it began.',
    fix: 'Sign out at the identity provider and begin again at {address}.',
  },
  'sign_in.openid_failed': {
    kind: 'upstream',
    message: 'The OpenID provider {issuer} did not answer as it must: {problem}.',
    fix: 'Check issuer, client id and client secret in Directory → {enterprise} → Sign-in, and begin again at {address}.',
  },
  'sign_in.recovery_refused': {
    kind: 'unauthenticated',
    message: 'Login and recovery code do not go together, or the code was used already.',
    fix: 'Try another of the codes. A console person can make new ones in Directory → {enterprise} → Sign-in.',
  },
  'sign_in.password_refused': {
    kind: 'unauthenticated',
    message: 'Login and password do not go together.',
    fix: 'Only the set-up user has a password. A console person can make a new one in Directory → {enterprise} → Sign-in.',
  },
  'organization.taken': {
    kind: 'conflict',
    message: 'Another organization of the enterprise has the login {login}.',
    fix: 'Choose another login.',
  },
  'team.taken': {
    kind: 'conflict',
    message: 'Another team there has a name that makes the slug {slug}.',
    fix: 'Choose another name: a team is found by its slug.',
  },
  'team.refused': {
    kind: 'invalid',
    status: 422,
    message: '{problem}',
    fix: '{remedy}',
  },
  'audit.phrase_invalid': {
    kind: 'invalid',
    status: 422,
    message: 'The audit log cannot be searched like this: {problem}',
    fix: '{remedy}',
  },
  'stream.invalid': {
    kind: 'invalid',
    status: 422,
    message: 'The stream cannot be kept like this: {problem}.',
    fix: '{remedy}',
  },
  'stream.refused': {
    kind: 'upstream',
    message: 'The destination {address} does not take the events: {problem}.',
    fix: 'Check the address, the token and what the destination allows it. Nothing is lost meanwhile: events wait and are sent once it answers.',
  },
  'address.refused': {
    kind: 'invalid',
    status: 422,
    message: 'The address {address} is refused: {problem}.',
    fix: 'Use the public https address of the system. For one in a private network, an operator allows its range with ROLLCALL_ALLOW_NETWORKS.',
  },
} as const satisfies Record<string, ErrorEntry>
