// Written by `npm run gen`. Do not edit.

export const guide = `## What you need

An **Organization owner** of every organization that you connect. If that person leaves or stops being an owner, the
connection stops seeing; a dedicated account avoids that.

## Create the token

1. On GitHub, open your picture › **Settings** › **Developer settings** › **Personal access tokens** › **Tokens (classic)**.
2. **Generate new token** › **Generate new token (classic)**.
3. **Note**: something like \`Rollcall\`. **Expiration**: a date within a year; 90 days is better, because a token that
   leaks is worth less. Rollcall shows when it ends, and you can replace it in place.
4. **Select scopes**:

| scope | reads | without it |
|---|---|---|
| \`read:org\` | members, outside collaborators, teams, single sign-on, security configurations | nothing can be read |
| \`admin:org\` | organization settings, Actions policy, installed Apps, invitations, roles, runners, names of secrets, rulesets, domains | these checks are unknown |
| \`repo\` | private repositories, branch protection, access, environments, deploy keys, alert counts | private repositories are invisible |
| \`admin:org_hook\` | organization webhooks | webhook checks are unknown |
| \`read:audit_log\` | audit log, with the plan Enterprise | its checks are unknown, and when people were last seen |

5. **Generate token**, copy it, paste it here.
6. If an organization enforces SAML single sign-on: beside the token, **Configure SSO** › **Authorize** for each.

## What no token of this kind can read

Fine-grained personal access tokens, and requests for them, GitHub shows to GitHub Apps only. Their checks stay unknown and say so.

## What Rollcall does with it

Classic tokens have no read-only form of these scopes, so the token *could* write. Rollcall only reads: its requests are
\`GET\`, and \`POST\` to the GraphQL endpoint with queries. It reads settings, names and counts, and facts out of workflow files, never other code, secrets or keys; alerts of
secret scanning are asked for without the secret. The token is
sealed with a key of its own and never shown, logged or exported.
`

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><circle cx="6" cy="6" r="2.5"/><circle cx="6" cy="18" r="2.5"/><circle cx="18" cy="9" r="2.5"/><path d="M6 8.500v7M15.800 10.300C14 13 10 12 6.800 15.600"/></svg>`
