import { randomBytes } from 'node:crypto'
import type { RegistrationForm } from '@rollcall/core'
import type { FastifyReply } from 'fastify'

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/**
 * A page that sends a form to another site at once. The console's own policy lets forms go nowhere else; this one may go
 * to the one site that it is for. The site is told where it comes from, as some refuse a form of nowhere.
 */
export function showForm(reply: FastifyReply, system: string, { action, fields }: RegistrationForm): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `form-action ${new URL(action).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const name = escapeHtml(system)
  reply.header('content-security-policy', policy.join('; '))
  reply.header('referrer-policy', 'origin')
  reply.header('cache-control', 'no-store')
  reply.type('text/html; charset=utf-8')
  return reply.send(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>To ${name} · Rollcall</title></head>
<body><main><h1>To ${name}</h1>
<form method="post" action="${escapeHtml(action)}">${inputs.join('')}<p>${name} will ask you to agree.</p><button>Go on to ${name}</button></form></main>
<script nonce="${nonce}">document.forms[0].submit()</script></body>
</html>
`)
}
