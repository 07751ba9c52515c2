import type { IncomingMessage } from 'node:http'
import type { GithubOrganization } from '../../company/github-world.ts'
import type { Addresses } from '../addresses.ts'
import type { GithubState } from '../state/state.ts'

/** What a person's browser asks of the pages: an address, and the fields of a form that was sent. */
export interface Visit {
  state: GithubState
  addresses: Addresses
  path: string
  query: URLSearchParams
  /** Null where a page is only opened. */
  form: URLSearchParams | null
}

/** A page, or where the browser goes next. */
export type Reply = { status: number; html: string } | { redirect: string }

/** A person in a browser: no token, and a page is wanted or a form of one is sent. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  if (headers.authorization !== undefined) return false
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return form ? method === 'POST' : method === 'GET' && (headers.accept ?? '').includes('text/html')
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:2rem 1rem;color:#1f2328;background:#fff}
code{background:#f0f1f3;padding:.15rem .35rem;border-radius:4px;overflow-wrap:anywhere}
.stand-in{border:1px solid #d1d9e0;border-radius:6px;background:#f6f8fa;padding:.6rem 1rem;font-size:.9rem}
fieldset{border:1px solid #d1d9e0;border-radius:6px;margin:1rem 0;padding:.8rem 1rem}
legend{font-weight:600}label{display:block;margin:.3rem 0}input[type=text],select{font:inherit;padding:.3rem .5rem}
button{font:inherit;font-weight:600;padding:.45rem 1rem;border:1px solid #1f6f3a;border-radius:6px;background:#1f7a3d;color:#fff;margin:.3rem .4rem .3rem 0}
button.plain{background:#f6f8fa;color:#1f2328;border-color:#d1d9e0}button.bad{background:#b3261e;border-color:#b3261e}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #d1d9e0}.scroll{max-height:16rem;overflow:auto}`

export function showPage(title: string, body: string, status = 200): Reply {
  return {
    status,
    html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Stand-in for GitHub</title>
<style>${style}</style></head>
<body><main><p class="stand-in">This is a stand-in that plays GitHub; nothing leaves this machine.</p>
<h1>${escapeHtml(title)}</h1>
${body}</main></body>
</html>
`,
  }
}

export const refusePage = (title: string, why: string, status: number): Reply =>
  showPage(title, `<p>${escapeHtml(why)}</p>`, status)

export const missingPage: Reply = refusePage('Not Found', 'There is no such page, or you may not see it.', 404)

/** Where GitHub's own page would open. The stand-in has none, and says so. */
export function otherPage(path: string): Reply {
  return showPage(
    'Here GitHub would open',
    `<p>On the real one the link leads to</p>\n<p><code>https://github.com${escapeHtml(path)}</code></p>`,
  )
}

/** The stand-in has no sign-in; a person is whoever they say. Owners come first. */
export function chooseSelf(org: GithubOrganization): string {
  const people = [...org.members].sort((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin')).slice(0, 8)
  const options = people.map(
    ({ login, role }) =>
      `<option value="${escapeHtml(login)}">${escapeHtml(login)} (${role === 'admin' ? 'owner' : role})</option>`,
  )
  return `<label>Signed in as <select name="login">${options.join('')}</select></label>`
}

export const isOwner = (org: GithubOrganization, login: string | null): boolean =>
  org.members.some((member) => member.login === login && member.role === 'admin')

export const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`

/** The address with these parts of a query added to what it has. */
export function withQuery(address: string, query: Record<string, string | null>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value)
  return url.href
}
