import { type AccountKind, type Declaration, kindOfIdentity } from './kind.ts'

/** One account of a connected system, the way correlation needs it. */
export interface Account {
  /** Connection, stream, scope and ref of the record behind it. */
  connection: string
  stream: string
  scope: string
  ref: string
  /** The account's own id across everything that runs on the same system: `github.com/583231`. */
  key: string
  login: string
  name: string
  kind: AccountKind
  /** The facts that led to the kind. */
  reasons: string[]
  /** Only addresses that the system or the company has proven. */
  verifiedEmails: string[]
}

export interface IdentityAccount extends Account {
  /** Why the account belongs to this identity, in words. */
  why: string
}

export interface Identity {
  /** Id from before; null for an identity seen for the first time. */
  id: string | null
  name: string
  kind: AccountKind
  reasons: string[]
  accounts: IdentityAccount[]
}

/**
 * Joins accounts into identities by evidence, strongest first: the same account of the same system, then the same
 * verified address. A display name, a login or an unproven address never joins. Deterministic: the order of the
 * accounts does not matter.
 *
 * @param previous account key → identity id, from the last time; an identity keeps its id while one account stays.
 * @param declared account key → what somebody said it is.
 */
export function correlate(
  accounts: readonly Account[],
  previous: ReadonlyMap<string, string>,
  declared: ReadonlyMap<string, Declaration> = new Map(),
): Identity[] {
  const sorted = [...accounts].sort((a, b) => compare(orderKey(a), orderKey(b)))
  const groups = startGroups()
  for (const account of sorted) {
    const own = `account ${account.key}`
    groups.add(own)
    for (const email of account.verifiedEmails) groups.join(own, `email ${email.toLowerCase()}`)
  }
  const members = new Map<string, Account[]>()
  for (const account of sorted) {
    const root = groups.find(`account ${account.key}`)
    const list = members.get(root)
    if (list) list.push(account)
    else members.set(root, [account])
  }
  const taken = new Set<string>()
  return [...members.values()].map((list) => toIdentity(list, previous, declared, taken))
}

function toIdentity(
  accounts: Account[],
  previous: ReadonlyMap<string, string>,
  declared: ReadonlyMap<string, Declaration>,
  taken: Set<string>,
): Identity {
  const known = accounts.map((account) => previous.get(account.key)).filter((id): id is string => id !== undefined)
  const id = known.sort(compare).find((one) => !taken.has(one)) ?? null
  if (id) taken.add(id)
  const named = accounts.find((account) => account.name !== '' && account.name !== account.login)
  return {
    id,
    name: named?.name ?? accounts[0]?.login ?? '',
    ...kindOfIdentity(
      accounts,
      accounts.map(({ key }) => declared.get(key)).find((one) => one !== undefined),
    ),
    accounts: accounts.map((account, index) => ({ ...account, why: whyOf(account, accounts.slice(0, index)) })),
  }
}

function whyOf(account: Account, before: Account[]): string {
  if (before.length === 0) return `First account of this identity: ${account.key}.`
  const same = before.find((other) => other.key === account.key)
  if (same) return `The same account (${account.key}) is seen in ${same.scope}.`
  for (const other of before) {
    const email = account.verifiedEmails.find((one) =>
      other.verifiedEmails.some((two) => two.toLowerCase() === one.toLowerCase()),
    )
    if (email) return `Shares the verified address ${email} with ${other.login} in ${other.scope}.`
  }
  return 'Shares a verified address with another account that joins them.'
}

const orderKey = (account: Account) =>
  `${account.key} ${account.connection} ${account.scope} ${account.stream} ${account.ref}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Union-find over names, with path halving. The smaller name becomes the root, so that order does not matter. */
function startGroups(): {
  add: (name: string) => void
  find: (name: string) => string
  join: (a: string, b: string) => void
} {
  const parent = new Map<string, string>()
  const add = (name: string) => {
    if (!parent.has(name)) parent.set(name, name)
  }
  const find = (name: string) => {
    let at = name
    for (;;) {
      const up = parent.get(at) ?? at
      if (up === at) return at
      const top = parent.get(up) ?? up
      parent.set(at, top)
      at = top
    }
  }
  const join = (a: string, b: string) => {
    add(a)
    add(b)
    const [rootA, rootB] = [find(a), find(b)]
    if (rootA < rootB) parent.set(rootB, rootA)
    else if (rootB < rootA) parent.set(rootA, rootB)
  }
  return { add, find, join }
}
