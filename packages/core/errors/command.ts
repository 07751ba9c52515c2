import type { ErrorEntry } from './entry.ts'

/** The command line. */
export const commandErrors = {
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
  'command.scim_unreachable': {
    kind: 'upstream',
    message: 'Nothing answers at {url}: {reason}.',
    fix: 'Give the address below which /Users is, and see that it can be reached from this machine.',
  },
  'command.scim_refused': {
    kind: 'unauthenticated',
    message: 'GET /Users there answers {status}: the token in SCIM_TOKEN is refused, or may not read users.',
    fix: 'Set SCIM_TOKEN to a token that this server takes.',
  },
  'command.not_rollcall': {
    kind: 'upstream',
    message: 'What answers at {url} is not Rollcall: {problem}.',
    fix: 'Set ROLLCALL_URL to the address of the console, without a path.',
  },
} as const satisfies Record<string, ErrorEntry>
