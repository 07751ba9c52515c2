import type { ErrorEntry } from './entry.ts'

/** Connections, findings, and reading a connected system. */
export const connectionErrors = {
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
} as const satisfies Record<string, ErrorEntry>
