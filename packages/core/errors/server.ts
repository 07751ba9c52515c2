import type { ErrorEntry } from './entry.ts'

/** Starting, requests, people, and ourselves. */
export const serverErrors = {
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
