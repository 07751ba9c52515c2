import { usageError } from './command.ts'

/** A managed enterprise on the command line. */
export const slugParameter = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'enterprise', brief: 'Slug of an enterprise' }],
} as const

/** An enterprise, and what its audit log is searched for. */
export const phraseParameter = {
  kind: 'array',
  minimum: 1,
  parameter: {
    parse: String,
    placeholder: 'enterprise phrase',
    brief: 'Slug of an enterprise, then qualifiers. After --, one may begin with a minus',
  },
} as const

export const phraseHelp =
  'Qualifiers are those of GitHub: action (a category or a whole action), actor, user, org, repo, created, operation, business and more. The same one twice means either, different ones mean all, a leading minus excludes: action:team created:>=2026-01-01 -actor:acme_admin'

export function readPlace([enterprise, ...words]: readonly string[]): { enterprise: string; phrase: string } {
  if (enterprise === undefined || enterprise.includes(':'))
    throw usageError('No enterprise is named.', 'Give its slug first; rollcall enterprise ls lists them.')
  return { enterprise, phrase: words.join(' ') }
}
