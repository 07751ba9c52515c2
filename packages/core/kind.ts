/**
 * What an account or an identity is. `external`: it reaches something without being a member. `service_account` and
 * `break_glass` are only ever declared by a person. `unknown`: the facts do not decide. Never guessed from a name.
 */
export const accountKinds = ['person', 'bot', 'service_account', 'break_glass', 'external', 'unknown'] as const
export type AccountKind = (typeof accountKinds)[number]

/** What a person may declare an identity to be. */
export const declaredKinds = ['bot', 'service_account', 'break_glass'] as const
export type DeclaredKind = (typeof declaredKinds)[number]

/** What somebody said an identity is, and why. */
export interface Declaration {
  kind: DeclaredKind
  reason: string
  by: string
}

/** What the company's directory says of the accounts of one scope. */
export interface DirectoryView {
  /** `none`: it has no identity in it at all. `partial`: it could not be read whole. */
  state: 'none' | 'partial' | 'complete'
  /** Login in lower case → the identity it is linked to. */
  linked: ReadonlyMap<string, string>
}

export interface KindOf {
  kind: AccountKind
  /** The facts that led to it, or why they do not decide. */
  reasons: string[]
}

/**
 * What the facts of one account say it is.
 *
 * @param told what the system itself says it is, and in what words.
 */
export function kindOfAccount(
  account: { login: string; verifiedEmails: readonly string[] },
  told: { kind: AccountKind; why: string },
  directory: DirectoryView,
): KindOf {
  const identity = directory.linked.get(account.login.toLowerCase())
  const reasons = [told.why]
  if (identity !== undefined) reasons.push(`The identity provider links it to ${identity}.`)
  if (told.kind !== 'unknown') return { kind: told.kind, reasons }
  if (identity !== undefined) return { kind: 'person', reasons }
  const [email] = account.verifiedEmails
  if (email !== undefined) reasons.push(`It has the verified work address ${email}.`)
  switch (directory.state) {
    case 'none':
      if (email !== undefined) return { kind: 'person', reasons }
      return { kind: 'unknown', reasons: [...reasons, `Neither an identity provider nor a work address tells. ${say}`] }
    case 'partial':
      return { kind: 'unknown', reasons: [...reasons, 'The identity provider could not be read whole.'] }
    case 'complete':
      return {
        kind: 'unknown',
        reasons: [
          ...reasons,
          `The identity provider has no identity for it, and has one for ${directory.linked.size} others: ` +
            `somebody who never signed in, or an account of a machine. ${say}`,
        ],
      }
  }
}

const say = 'Declare it, if you know.'

/** What several accounts of one identity come to. A declaration has the last word; the facts stay beside it. */
export function kindOfIdentity(accounts: readonly KindOf[], declared: Declaration | undefined): KindOf {
  const order: AccountKind[] = ['bot', 'person', 'unknown', 'external']
  const kind = order.find((one) => accounts.some((account) => account.kind === one)) ?? 'unknown'
  // What leaves the kind of another account open is no reason for this one.
  const deciding = accounts.filter((account) => account.kind === kind)
  const reasons = [...new Set(deciding.flatMap((account) => account.reasons))]
  if (declared) return { kind: declared.kind, reasons: [`Declared by ${declared.by}: ${declared.reason}`, ...reasons] }
  return { kind, reasons }
}

/** What a record of one stream says of accounts that other streams list. */
export type AccountNote = { login: string } & (
  | { about: 'directory'; identity: string }
  | {
      about: 'access'
      on: 'organization' | 'team' | 'repository'
      name: string
      role: string | null
      /** How it comes to it: `direct`, `through a team`. */
      through: string
    }
  | {
      about: 'credential'
      type: string
      name: string
      /** What it may do, in a few words; null where it is not told. */
      scope: string | null
      /** ISO 8601; empty for never; null where it is not told. */
      expiresAt: string | null
      lastUsedAt: string | null
    }
  | { about: 'use'; at: string; how: string }
)
