import type { Gap } from './coverage.ts'

/** What class of failure this is. HTTP status and CLI exit code follow from it. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'limited'
  | 'upstream'
  | 'bug'

interface ErrorEntry {
  kind: ErrorKind
  /** What happened, to what. `{name}` is filled from the error's params. */
  message: string
  /** What to do. */
  fix: string
  /** Where the kind allows two HTTP statuses, the one that is not its default. */
  status?: number
}

/**
 * The one table of error codes. `docs/reference/errors.md` is generated from it, and a test fails when they differ.
 */
export const errorTable = {
  // ── start-up ──────────────────────────────────────────────────────────────────────────────────────────────────
  'config.invalid': {
    kind: 'invalid',
    message: '{setting} is not valid: {problem}.',
    fix: 'Correct {setting} in the environment and start again. docs/reference/settings.md lists every setting.',
  },
  'data.not_writable': {
    kind: 'invalid',
    message: 'The data folder {path} cannot be written ({reason}).',
    fix: 'Make the folder writable for this user, or set ROLLCALL_DATA to one that is.',
  },
  'data.in_use': {
    kind: 'conflict',
    message: 'Another Rollcall (process {pid}) is running on the data folder {path}.',
    fix: 'Stop that process, or set ROLLCALL_DATA to another folder.',
  },
  'database.start_failed': {
    kind: 'upstream',
    message: 'The embedded PostgreSQL did not start: {reason}',
    fix: 'Read the lines above from PostgreSQL. A server of your own can be used instead: set DATABASE_URL.',
  },
  'database.unreachable': {
    kind: 'upstream',
    message: 'The database at {address} did not answer: {reason}',
    fix: 'Check host, port, database name, user and password in DATABASE_URL, and that the server accepts this machine.',
  },
  'database.too_new': {
    kind: 'conflict',
    message: 'This database was migrated by a newer Rollcall (it has {migration}, unknown here).',
    fix: 'Start the newer version, or restore a backup made before the upgrade.',
  },
  'listen.port_in_use': {
    kind: 'conflict',
    message: 'Port {port} on {host} is taken by another program.',
    fix: 'Stop that program, or start with another port: PORT=7656 npm start.',
  },
  'listen.refused': {
    kind: 'invalid',
    message: 'Cannot listen on {host}:{port} ({reason}).',
    fix: 'Set HOST to an address of this machine and PORT to one that this user may open.',
  },
  'key.invalid': {
    kind: 'invalid',
    message: 'The root key from {origin} is not usable: {problem}.',
    fix: 'A root key is 32 random bytes in base64. Make one with: openssl rand -base64 32',
  },
  'key.wrong': {
    kind: 'conflict',
    message: 'The root key {given} does not open this database: its secrets are sealed with key {expected}.',
    fix: 'Start with the key that sealed them (ROLLCALL_KEY, ROLLCALL_KEY_COMMAND or the key file). Without it the stored credentials cannot be recovered.',
  },
  'key.not_rotatable': {
    kind: 'conflict',
    message: 'The root key cannot be rotated from here: {reason}.',
    fix: 'Start with the new key as ROLLCALL_KEY and the old one as ROLLCALL_KEY_PREVIOUS; every secret is sealed anew at start.',
  },
  'demo.external_database': {
    kind: 'invalid',
    message: '--demo does not run on DATABASE_URL: demo data must never mix with real data.',
    fix: 'Unset DATABASE_URL; the demo keeps its own embedded database in its own folder.',
  },
  // ── requests ──────────────────────────────────────────────────────────────────────────────────────────────────
  'request.invalid': {
    kind: 'invalid',
    message: 'The request is not valid: {problem}.',
    fix: 'Correct the field that is named and send it again. /api/docs shows what each field takes.',
  },
  'request.malformed': {
    kind: 'invalid',
    message: 'The request body could not be read: {problem}.',
    fix: 'Send valid JSON with Content-Type: application/json.',
  },
  'request.unsupported_media_type': {
    kind: 'invalid',
    status: 415,
    message: 'The request body has the media type {type}, which is not accepted here.',
    fix: 'Send JSON with Content-Type: application/json.',
  },
  'request.too_large': {
    kind: 'limited',
    status: 413,
    message: 'The request body is larger than {limit}.',
    fix: 'Shorten the field that is too long.',
  },
  'request.not_found': {
    kind: 'not_found',
    message: '{what} does not exist here.',
    fix: 'It may have been removed, or belong to another tenant. Check the address.',
  },
  'query.invalid': {
    kind: 'invalid',
    status: 422,
    message: 'The search cannot be read at "{term}": {problem}.',
    fix: 'Use terms such as severity:high, status:open, check:github-organization-two-factor-required or plain words.',
  },
  // ── people ────────────────────────────────────────────────────────────────────────────────────────────────────
  'auth.required': {
    kind: 'unauthenticated',
    message: 'This needs a signed-in person or an API token.',
    fix: 'Sign in, or send Authorization: Bearer with an API token from Settings.',
  },
  'auth.token_invalid': {
    kind: 'unauthenticated',
    message: 'The API token is unknown, expired or revoked.',
    fix: 'Create a new token in Settings › API tokens.',
  },
  'auth.sign_in_failed': {
    kind: 'unauthenticated',
    message: 'E-mail, password or code do not match.',
    fix: 'Check them and try again. An administrator can send you a new link.',
  },
  'auth.totp_required': {
    kind: 'unauthenticated',
    message: 'A code from your authenticator app is needed.',
    fix: 'Enter the six digits it shows now, or one of your recovery codes.',
  },
  'auth.locked': {
    kind: 'limited',
    message: 'Too many failed sign-ins. Signing in is paused until {until}.',
    fix: 'Wait until then. An administrator can unlock the account in Settings › People.',
  },
  'auth.forbidden': {
    kind: 'forbidden',
    message: 'Your role ({role}) may not do this; it needs the permission {permission}.',
    fix: 'Ask an administrator for a role that has it.',
  },
  'auth.csrf': {
    kind: 'forbidden',
    message: 'The request did not come from this console.',
    fix: 'Reload the page and try again. Programs use API tokens instead of a session.',
  },
  'auth.link_invalid': {
    kind: 'not_found',
    message: 'This link has expired or was used before.',
    fix: 'Links work once. For the first set-up, run npm start -- --setup-link for a new one; otherwise ask an administrator.',
  },
  'auth.password_weak': {
    kind: 'invalid',
    status: 422,
    message: 'The password is not accepted: {problem}.',
    fix: 'Use at least 12 characters that are not a common password or your e-mail address.',
  },
  'person.exists': {
    kind: 'conflict',
    message: '{email} already has an account here.',
    fix: 'Change the role of that person instead.',
  },
  'person.last_admin': {
    kind: 'conflict',
    message: 'This would leave nobody with the role admin.',
    fix: 'Make another person an admin first.',
  },
  'totp.not_started': {
    kind: 'conflict',
    message: 'There is no authenticator set-up to confirm.',
    fix: 'Start the set-up again and scan the new code.',
  },
  // ── connections ───────────────────────────────────────────────────────────────────────────────────────────────
  'connection.invalid': {
    kind: 'invalid',
    status: 422,
    message: 'The connection cannot work like this: {problem}',
    fix: '{remedy}',
  },
  'connection.exists': {
    kind: 'conflict',
    message: 'A connection named {name} exists already.',
    fix: 'Choose another name, or open the one that exists.',
  },
  'connection.changed': {
    kind: 'conflict',
    message: 'Somebody else has just changed {name}.',
    fix: 'Look at its settings as they are now, and make your change again.',
  },
  'connection.nothing_readable': {
    kind: 'invalid',
    status: 422,
    message: 'Nothing can be read with this credential: every stream is blocked.',
    fix: 'Follow the fixes in the table, then try again.',
  },
  'registration.unknown': {
    kind: 'not_found',
    message: 'This return belongs to nothing that was started here.',
    fix: 'Start again under Connections › Connect a system, and come back in the same browser.',
  },
  'registration.not_yours': {
    kind: 'forbidden',
    message: 'Somebody else started this.',
    fix: 'Whoever started it can go on with it. Or start again under Connections › Connect a system.',
  },
  'registration.used': {
    kind: 'conflict',
    message: 'This return from {system} was used already.',
    fix: 'Go on under Connections › Connect a system, where what was made is listed, or start again.',
  },
  'registration.expired': {
    kind: 'conflict',
    message: 'This was started more than an hour ago.',
    fix: 'Start again under Connections › Connect a system. If the App was created already, delete it on {system} first, or enter its App ID and a new private key.',
  },
  'registration.code_refused': {
    kind: 'conflict',
    message: '{system} does not take the code: it was used already, or is older than an hour.',
    fix: 'If the App was created, delete it on {system} or enter its App ID and a new private key; or start again.',
  },
  'registration.unfinished': {
    kind: 'conflict',
    message: 'The App has not been created yet.',
    fix: 'Go on with it on {system}, or start again under Connections › Connect a system.',
  },
  'registration.gone': {
    kind: 'conflict',
    message: '{system} does not know the App any more: it was deleted there, or its key was.',
    fix: 'Start again under Connections › Connect a system.',
  },
  'scan.running': {
    kind: 'conflict',
    message: 'A scan of this connection is under way already.',
    fix: 'Wait until it ends, or cancel it.',
  },
  'scan.ended': {
    kind: 'conflict',
    message: 'This scan has ended; there is nothing to cancel.',
    fix: 'Start a new scan if you want fresh records.',
  },
  // ── working on findings ───────────────────────────────────────────────────────────────────────────────────────
  'decision.invalid': {
    kind: 'invalid',
    status: 422,
    message: 'This cannot be decided: {problem}.',
    fix: 'Correct the field that is named and decide again.',
  },
  'decision.nothing': {
    kind: 'conflict',
    message: 'None of these findings can be decided so: {reason}.',
    fix: 'Choose findings that are open. The preview says which of them would change.',
  },
  'decision.ended': {
    kind: 'conflict',
    message: 'This decision has ended already.',
    fix: 'Decide anew on the findings that still need it.',
  },
  'decision.not_extendable': {
    kind: 'conflict',
    message: 'A false positive has no date that could be moved.',
    fix: 'It ends by itself when the evidence changes. To end it before, end it.',
  },
  'decision.by_pattern': {
    kind: 'conflict',
    message: 'This exception stands on everything that fits its pattern, not on this finding alone.',
    fix: 'End the whole exception, or decide about this finding itself: that counts before the pattern.',
  },
  'change.outdated': {
    kind: 'conflict',
    message: 'The findings have moved since the preview: {actual} would change now, not {expected}.',
    fix: 'Look at the preview again and confirm what it says now.',
  },
  'change.too_large': {
    kind: 'limited',
    status: 413,
    message: '{count} findings match; at most {limit} can be changed at once.',
    fix: 'Narrow the search, for instance to one check or organization, and go on from there.',
  },
  'assignee.unable': {
    kind: 'invalid',
    status: 422,
    message: 'This person cannot be given findings: {problem}.',
    fix: 'Choose somebody whose role sees findings, or nobody.',
  },
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
  // ── reading a connected system ────────────────────────────────────────────────────────────────────────────────
  'upstream.unauthenticated': {
    kind: 'upstream',
    message: '{system} refused the credential ({status}).',
    fix: 'Make a new credential and replace it under Connections › Credential.',
  },
  'upstream.forbidden': {
    kind: 'upstream',
    message: '{system} does not let this credential read {endpoint} ({status}).',
    fix: 'Grant what is missing, then scan again.',
  },
  'upstream.not_found': {
    kind: 'upstream',
    message: '{system} says that {endpoint} does not exist ({status}).',
    fix: 'Check that the organization still exists and that the credential may see it.',
  },
  'upstream.limited': {
    kind: 'upstream',
    message: '{system} limits requests and did not lift the limit in time ({endpoint}).',
    fix: 'Wait for the limit to reset and scan again.',
  },
  'upstream.failed': {
    kind: 'upstream',
    message: '{system} answered {status} to {endpoint}.',
    fix: 'The system has a problem of its own. Scan again later.',
  },
  'upstream.timeout': {
    kind: 'upstream',
    status: 504,
    message: '{system} did not answer {endpoint} within {seconds} s.',
    fix: 'Check the network between here and the system, then scan again.',
  },
  'upstream.unreachable': {
    kind: 'upstream',
    message: '{address} cannot be reached: {reason}.',
    fix: 'Check the address, the network and, for a private certificate authority, ROLLCALL_CA_FILE.',
  },
  'upstream.malformed': {
    kind: 'upstream',
    message: '{system} answered {endpoint} with something that is not what it documents: {problem}.',
    fix: 'A proxy may have changed the answer. If it happens again, report it with the request id.',
  },
  // ── the command line ──────────────────────────────────────────────────────────────────────────────────────────
  'command.invalid': {
    kind: 'invalid',
    message: '{problem}',
    fix: '{remedy}',
  },
  'command.secret_argument': {
    kind: 'invalid',
    message:
      'Argument {position} looks like a secret, and none is taken from the command line: every user of this machine can see it in the process list, and the shell keeps it in its history.',
    fix: 'Put it into the environment (GITHUB_TOKEN, ROLLCALL_TOKEN), into a file (--token-file FILE) or pipe it (--token-file -). If it is a real one, revoke it.',
  },
  'command.output_not_writable': {
    kind: 'invalid',
    message: '{path} cannot be written ({reason}).',
    fix: 'Name a file in a folder that is there and that this user may write to.',
  },
  'command.secret_missing': {
    kind: 'unauthenticated',
    message: 'There is no {what}: {problem}.',
    fix: '{remedy}',
  },
  'command.server_unreachable': {
    kind: 'upstream',
    message: 'No Rollcall answers at {url}: {reason}.',
    fix: 'Start one with: npx rollcall start. If yours runs elsewhere, set ROLLCALL_URL to its address.',
  },
  'command.not_rollcall': {
    kind: 'upstream',
    message: 'What answers at {url} is not Rollcall: {problem}.',
    fix: 'Set ROLLCALL_URL to the address of the console, without a path.',
  },
  // ── ourselves ─────────────────────────────────────────────────────────────────────────────────────────────────
  'internal.not_ready': {
    kind: 'upstream',
    status: 503,
    message: 'Rollcall is not ready: {reason}.',
    fix: 'Try again in a moment. /readyz says when it is.',
  },
  'internal.bug': {
    kind: 'bug',
    message: 'Something went wrong inside Rollcall.',
    fix: 'Report it with the request id; the log has the details.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorTable

export const errorCodes = Object.keys(errorTable) as ErrorCode[]

const statusByKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limited: 429,
  upstream: 502,
  bug: 500,
}

const exitByKind: Record<ErrorKind, number> = {
  invalid: 2,
  unauthenticated: 4,
  forbidden: 4,
  not_found: 1,
  conflict: 1,
  limited: 1,
  upstream: 5,
  bug: 70,
}

interface ErrorOptions {
  cause?: unknown
  /** What could not be read because of this, where a connected system refused. */
  gap?: Gap
  /** Which field of the input is wrong. */
  fields?: { path: string; message: string }[]
}

/**
 * The only error class. What a person reads as data (coverage, a check's result) is a value; what stops the work is
 * thrown as one of these. Params end up in messages, so a secret is never one of them.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly kind: ErrorKind
  readonly fix: string
  readonly gap: Gap | null
  readonly fields: { path: string; message: string }[]

  constructor(code: ErrorCode, params: Record<string, string | number> = {}, options: ErrorOptions = {}) {
    const entry: ErrorEntry = errorTable[code]
    super(fill(entry.message, params), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.kind = entry.kind
    this.fix = fill(entry.fix, params)
    this.gap = options.gap ?? null
    this.fields = options.fields ?? []
  }

  get status(): number {
    const entry: ErrorEntry = errorTable[this.code]
    return entry.status ?? statusByKind[this.kind]
  }

  get exitCode(): number {
    return exitByKind[this.kind]
  }
}

function fill(template: string, params: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}
