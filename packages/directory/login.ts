import type { EnterpriseOptions } from './options.ts'

/** What decides how a userName becomes a login. `host` is that of the cloud: on ghe.com the suffix is hidden. */
export interface LoginRules {
  kind: 'emu' | 'ghes'
  /** Three to eight letters and digits; an EMU enterprise's only. */
  shortCode: string | null
  host: 'github.com' | 'ghe.com' | null
  options?: Pick<EnterpriseOptions, 'atSign' | 'guestTail'>
}

type LoginRule = 'empty' | 'leading_dash' | 'trailing_dash' | 'double_dash' | 'too_long'

export type LoginResult =
  | { ok: true; login: string; base: string }
  | { ok: false; rule: LoginRule; base: string; message: string; fix: string }

/** The longest login, suffix included. */
export const maximumLogin = 39
/** The longest visible part on ghe.com, where the suffix is hidden. */
const maximumVisible = 30

/** What an EMU enterprise appends to each login. */
export function loginSuffix(rules: Pick<LoginRules, 'kind' | 'shortCode'>): string {
  return rules.kind === 'emu' ? `_${rules.shortCode}` : ''
}

/** How many characters the part before the suffix may have. */
export function loginRoom(rules: LoginRules): number {
  const room = maximumLogin - loginSuffix(rules).length
  return rules.host === 'ghe.com' ? Math.min(room, maximumVisible) : room
}

/** The login that GitHub makes of a SCIM userName, or the rule that refuses it. Every string has an answer. */
export function normaliseLogin(userName: string, rules: LoginRules): LoginResult {
  let base = userName.slice(userName.lastIndexOf('\\') + 1)
  const at = rules.options?.atSign === 'last' ? base.lastIndexOf('@') : base.indexOf('@')
  if (at >= 0) base = base.slice(0, at)
  const guest = base.search(/#EXT#/i)
  if (guest >= 0) {
    base = base.slice(0, guest)
    const tail = rules.options?.guestTail === 'first_underscore' ? base.indexOf('_') : base.lastIndexOf('_')
    if (tail >= 0) base = base.slice(0, tail)
  }
  // Each character by one dash: nothing is collapsed or trimmed.
  base = base.replace(/[^A-Za-z0-9]/gu, '-')
  const refused = (rule: LoginRule, what: string, fix: string): LoginResult => ({
    ok: false,
    rule,
    base,
    message: `userName ${quote(userName)} makes no login: ${what}.`,
    fix,
  })
  if (base === '')
    return refused('empty', 'nothing is left of it', 'Map an attribute with letters or digits before the @.')
  if (base.startsWith('-'))
    return refused(
      'leading_dash',
      `${quote(base)} starts with a dash`,
      'Map an attribute that starts with a letter or digit.',
    )
  if (base.endsWith('-'))
    return refused(
      'trailing_dash',
      `${quote(base)} ends with a dash`,
      'Map an attribute whose part before the @ ends with a letter or digit.',
    )
  if (base.includes('--'))
    return refused(
      'double_dash',
      `${quote(base)} has two dashes in a row`,
      'Map an attribute without two special characters in a row.',
    )
  const room = loginRoom(rules)
  if (base.length > room)
    return refused(
      'too_long',
      `it would have ${base.length} characters before the suffix and may have ${room}`,
      'Map a shorter attribute.',
    )
  return { ok: true, login: base + loginSuffix(rules), base }
}

/** Two logins with the same key are the same login. */
export function loginKey(login: string, options: Pick<EnterpriseOptions, 'loginCase'>): string {
  return options.loginCase === 'sensitive' ? login : login.toLowerCase()
}

/** SCIM's userName is compared without case (RFC 7643 §4.1.1). */
export function userNameKey(userName: string): string {
  return userName.toLowerCase().replaceAll('ς', 'σ')
}

/** Why a short code cannot be one; null when it can. */
export function shortCodeProblem(shortCode: string): string | null {
  if (!/^[A-Za-z0-9]{3,8}$/.test(shortCode)) return 'must be three to eight letters and digits'
  // SHORTCODE_admin is the set-up user; with this code another user could get the same login.
  return shortCode.toLowerCase() === 'admin' ? 'is taken by the set-up user of every enterprise' : null
}

const longestQuote = 80
function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text)
}
