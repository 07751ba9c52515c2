import type { EnterpriseDetail, EnterpriseOption } from '@rollcall/api'
import { number } from '../../ui/words.ts'

type Kind = EnterpriseDetail['kind']

/** Options of one kind of enterprise say so before their label; OpenID Connect is of managed users on github.com. */
const serverMark = 'GHES: '
export const applies = (kind: Kind, { id, label }: EnterpriseOption): boolean =>
  kind === 'ghes' ? id !== 'oidcLink' : !label.startsWith(serverMark)

export const labelOf = ({ label }: EnterpriseOption): string => {
  const text = label.replace(serverMark, '')
  return label === text ? label : text.charAt(0).toUpperCase() + text.slice(1)
}

const known: Record<string, (value: string | number, kind: Kind) => string> = {
  rateLimit: (value, kind) =>
    value === 'default'
      ? kind === 'emu'
        ? '15,000, as on GitHub.com'
        : 'No limit, as on GHES'
      : value === 0
        ? 'No limit'
        : number(Number(value)),
  auditRetention: (value, kind) =>
    value === 'default'
      ? kind === 'emu'
        ? '180 days, as on GitHub.com'
        : 'All, as on GHES'
      : value === 'unlimited'
        ? 'All'
        : `${value} days`,
  enableMode: (value) => (value === 'ga' ? 'As since 3.14' : 'As in the beta of 3.10'),
  clockSkew: (value) => (value === 0 ? 'None' : `${value} seconds`),
  metaLocation: (value) => (value === 'served' ? 'The address that was asked' : 'Without the enterprise'),
  onboardingMail: (value) =>
    value === 'created' ? 'New accounts' : value === 'nobody' ? 'Nobody' : 'New accounts and adopted ones',
}

/** A value of an option in words. */
export function valueWords(id: string, value: string | number, kind: Kind): string {
  const words = known[id]?.(value, kind) ?? (typeof value === 'number' ? String(value) : value.replaceAll('_', ' '))
  return words.charAt(0).toUpperCase() + words.slice(1)
}
