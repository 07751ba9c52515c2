/** Providers where anybody gets a mailbox for nothing. */
const open = new Set([
  'aol.com',
  'fastmail.com',
  'gmail.com',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'googlemail.com',
  'hotmail.com',
  'icloud.com',
  'live.com',
  'mac.com',
  'mail.com',
  'mail.ru',
  'me.com',
  'msn.com',
  'outlook.com',
  'pm.me',
  'proton.me',
  'protonmail.com',
  'qq.com',
  'web.de',
  'yahoo.com',
  'yandex.com',
  'yandex.ru',
  '163.com',
])

/** Jobs and teams, as mailboxes are called after them. */
const jobs =
  /^(admin|alerts?|devops|duty|engineering|help|helpdesk|it|itops|infra|monitoring|noc|on-?call|operations|ops|pager(duty)?|platform|root|security|service-?desk|shared|soc|sre|support|sysadmin|team|tech|webmaster)([._+-].*)?$/i

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

export const isPersonalMailbox = (address: string): boolean => open.has(domainOf(address))

export const isSharedMailbox = (address: string): boolean => jobs.test(address.slice(0, address.lastIndexOf('@')))

/** The same for one person who was entered twice: without case, marks, dots and what stands in brackets. */
export const nameKeyOf = (name: string): string =>
  name
    .replace(/\([^)]*\)/g, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
    .split(' ')
    .sort()
    .join(' ')

/** Last four digits and a digest (FNV-1a): enough to tell that two numbers are the same, and to say which. */
export function phoneKeyOf(countryCode: number, address: string): string {
  const digits = `${countryCode}${address.replace(/\D/g, '')}`
  let hash = 0x811c9dc5
  for (const digit of digits) hash = Math.imul(hash ^ digit.charCodeAt(0), 0x01000193)
  return `…${digits.slice(-4)} (${(hash >>> 0).toString(36)})`
}
