import type { IncomingMessage } from 'node:http'

/** A person in a browser, who came by a link of the product: no token, and a page is wanted. */
export function wantsPage(request: IncomingMessage): boolean {
  const accept = request.headers.accept ?? ''
  return request.method === 'GET' && request.headers.authorization === undefined && accept.includes('text/html')
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** Where GitHub's own page would open. The stand-in has none, and says so. */
export function showPage(path: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Stand-in for GitHub</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:15vh auto;padding:0 1rem;color:#1f2328;background:#fff}code{background:#f0f1f3;padding:.15rem .35rem;border-radius:4px;overflow-wrap:anywhere}</style></head>
<body><h1>Here GitHub would open</h1>
<p>This is a stand-in that plays GitHub for the demo; nothing leaves this machine. On the real one the link leads to</p>
<p><code>https://github.com${escapeHtml(path)}</code></p></body>
</html>
`
}
