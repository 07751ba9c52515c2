import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'

/** Text that is markup already, so that it is not escaped again. */
export interface Markup {
  markup: string
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Markup with every value escaped, but for what is markup itself. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Markup | Markup[] | null)[]): Markup {
  const shown = values.map((value) => {
    if (value === null) return ''
    if (Array.isArray(value)) return value.map(({ markup }) => markup).join('')
    return typeof value === 'object' ? value.markup : escapeHtml(String(value))
  })
  return { markup: parts.map((part, at) => part + (shown[at] ?? '')).join('') }
}

/**
 * A page of a managed user. It is made here and has no script at all: such a user has no business with the console, and
 * an identity provider that is down or wrong must still leave a page that works.
 */
export function showPage(reply: FastifyReply, page: { title: string; body: Markup; status?: number }): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  reply.code(page.status ?? 200)
  reply.header('content-security-policy', policy.join('; '))
  reply.header('cache-control', 'no-store')
  // Without a referrer browsers call the origin of a form null, and it could not be told from a foreign one.
  reply.header('referrer-policy', 'same-origin')
  reply.type('text/html; charset=utf-8')
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${page.title} · Rollcall</title>
<style nonce="${nonce}">${{ markup: styles }}</style>
</head>
<body>
<main>
<h1>${page.title}</h1>
${page.body}
</main>
</body>
</html>
`
  return reply.send(document.markup)
}

const styles = `
:root { --ink: #1c2128; --soft: #57606a; --line: #d0d7de; --ground: #f6f8fa; --card: #fff; --accent: #0b57b7; --on: #fff; --bad: #a40e26 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa4ae; --line: #353d46; --ground: #0d1117; --card: #161b22; --accent: #79b8ff; --on: #0d1117; --bad: #ff9492 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p { margin: 0 0 1rem; overflow-wrap: anywhere }
.soft { color: var(--soft) }
.bad { color: var(--bad) }
a { color: var(--accent) }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line) }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-top: 1px solid var(--line); overflow-wrap: anywhere }
th { color: var(--soft); font-weight: 500 }
table + p, table + form { margin-top: 1rem }
form { margin: 0 }
.card { max-width: 26rem; margin: 1.5rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
.card h2, .card p:last-child { margin: 0 }
h2 + .card { margin-top: .5rem }
.card p:last-child { margin-top: 1rem }
label { display: block; margin: 0 0 1rem; font-weight: 500 }
input { display: block; width: 100%; max-width: 24rem; margin-top: .25rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px }
button, .button { display: inline-block; white-space: nowrap; padding: .5rem 1rem; font: inherit; font-weight: 500; text-decoration: none; color: var(--on); background: var(--accent); border: 1px solid var(--accent); border-radius: 6px; cursor: pointer }
button.quiet { color: var(--accent); background: transparent; border-color: var(--line) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
code { font: .9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
@media (max-width: 36rem) { table, tbody, tr, th, td { display: block } thead { display: none } td, th { border-top: 0; padding: .25rem .75rem } tr { border-top: 1px solid var(--line); padding: .5rem 0 } tbody tr:first-child { border-top: 0 }
  [data-label]::before { content: attr(data-label) ' '; color: var(--soft) } button, .button { white-space: normal } }
`
