/** Why a name cannot be taken, as a sentence below its field. The server has the last word. */
export const slugProblem = (slug: string): string | null =>
  slug === ''
    ? 'A slug is needed.'
    : slug === 'new'
      ? 'This one is taken: it is the address of this form.'
      : /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/.test(slug)
        ? null
        : 'Lower-case letters, digits and dashes only, not at either end, at most 60.'

export const shortCodeProblem = (code: string): string | null => {
  if (code === '') return 'A short code is needed: it ends every login.'
  if (!/^[A-Za-z0-9]{3,8}$/.test(code)) return 'Three to eight letters and digits.'
  return code.toLowerCase() === 'admin' ? 'This one is taken by the set-up user of every enterprise.' : null
}

export const hostProblem = (host: string): string | undefined =>
  host.trim() === '' ||
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(host.trim())
    ? undefined
    : 'A host name alone, such as ghes.acme.example: no https://, no path, no port.'

/** The slug that a name suggests. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
