import { randomBytes } from 'node:crypto'
import { escapeHtml, type Reply, refusePage, showPage, type Visit } from './page.ts'

const scopes = [
  'repo',
  'admin:org',
  'read:org',
  'admin:org_hook',
  'read:user',
  'user:email',
  'security_events',
  'delete_repo',
]
const day = 86_400_000

/** Whoever owns something: only their tokens read all of it. */
function chooseOwner({ state }: Visit): string {
  const owners = [...state.orgs.values()].flatMap(({ members }) => members.filter(({ role }) => role === 'admin'))
  const logins = [...new Set(owners.map(({ login }) => login))]
  return `<label>Signed in as <select name="login">${logins.map((login) => `<option>${escapeHtml(login)}</option>`).join('')}</select></label>`
}

/** `/settings/tokens/new`, with the scopes of its address chosen. */
export function newTokenPage(visit: Visit): Reply {
  const wanted = new Set((visit.query.get('scopes') ?? '').split(','))
  const boxes = scopes.map(
    (scope) =>
      `<label><input type="checkbox" name="scope" value="${scope}"${wanted.has(scope) ? ' checked' : ''}> ${scope}</label>`,
  )
  return showPage(
    'New personal access token (classic)',
    `<form method="post" action="/settings/tokens">
<label>Note <input type="text" name="note" required value="${escapeHtml(visit.query.get('description') ?? '')}"></label>
<label>Expiration <select name="days"><option value="7">7 days</option><option value="90" selected>90 days</option><option value="365">1 year</option><option value="">No expiration</option></select></label>
<fieldset><legend>Select scopes</legend>${boxes.join('')}</fieldset>
${chooseOwner(visit)}<button>Generate token</button></form>`,
  )
}

/** `/settings/tokens`: every one that the world has, to revoke; a new one is shown once. */
export function tokensPage({ state, form }: Visit): Reply {
  let fresh = ''
  const revoked = form?.get('revoke')
  if (revoked != null) state.revokeToken(revoked)
  else if (form) {
    const note = (form.get('note') ?? '').trim()
    const login = form.get('login') ?? ''
    if (note === '' || !state.findAccount(login)) return refusePage('Not created', 'A note is needed.', 422)
    if ([...state.tokens.values()].some(({ label }) => label === note))
      return refusePage('Not created', `Note has already been taken: ${note}`, 422)
    const days = form.get('days') ?? ''
    const { secret } = state.addToken({
      label: note,
      login,
      scopes: form.getAll('scope').filter((scope) => scopes.includes(scope)),
      secret: `ghp_${state.secretMark}${randomBytes(18).toString('hex')}`.slice(0, 200),
      expiresAt: days === '' ? null : new Date(state.now().getTime() + Number(days) * day).toISOString(),
      ssoOrganizations: [...state.orgs.values()].map((org) => org.login),
    })
    fresh = `<p>Copy it now, it is not shown again: <code>${escapeHtml(secret)}</code></p>`
  }
  const rows = [...state.tokens.values()]
    .filter(({ kind, revoked: gone }) => kind === 'classic' && !gone)
    .map(
      ({ label, login, scopes: held }) =>
        `<tr><td>${escapeHtml(label)}</td><td>${escapeHtml(login)}</td><td>${escapeHtml(held.join(', '))}</td><td><button class="bad" name="revoke" value="${escapeHtml(label)}" aria-label="Revoke ${escapeHtml(label)}">Revoke</button></td></tr>`,
    )
  return showPage(
    'Personal access tokens (classic)',
    `${fresh}<p><a href="/settings/tokens/new?scopes=repo,admin:org,admin:org_hook">Generate new token (classic)</a></p>
<form method="post"><table><thead><tr><th>Note</th><th>Owner</th><th>Scopes</th><th>Revoke</th></tr></thead><tbody>${rows.join('')}</tbody></table></form>`,
  )
}
