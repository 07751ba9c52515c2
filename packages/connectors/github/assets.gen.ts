// Written by `npm run gen`. Do not edit.

export const guide = `## GitHub App or token

| what it does | GitHub App | personal access token (classic) |
|---|---|---|
| sees fine-grained tokens and requests for them | yes | no |
| sees second factors, addresses on verified domains, bypass lists, rulesets, IP rules | no | yes |
| may write | no | yes, though Rollcall never does |
| ends | with its key | with its owner, and on its date |

Either works alone. With both, the App reads, and the token is used only for what GitHub does not show to Apps. An organization that one
of them does not reach is read by the other, and each stream says which of them read it.

## New GitHub App

GitHub makes the App from a form that Rollcall fills in: a name, read-only permissions, no webhook. You agree to it as an
**Organization owner**, install it on **All repositories**, and come back here; the private key is sealed without passing through your
hands. Such an App is private: only the organization that owns it can install it. Each further organization gets an App, and a
connection, of its own; or an owner makes the App public under **Settings** › **Developer settings** › **GitHub Apps** › **Advanced**.

## GitHub App, by hand

1. In the organization that shall own it: **Settings** › **Developer settings** › **GitHub Apps** › **New GitHub App**.
2. A name, any homepage, **Webhook** › **Active** off. Leave the callback empty.
3. **Permissions**, all **Read-only**. Repository: Actions, Administration, Code scanning alerts, Contents, Dependabot alerts,
   Environments, Metadata, Secret scanning alerts. Organization: Administration, Custom organization roles, Custom repository roles, Members,
   Organization dependabot secrets, Personal access token requests, Personal access tokens, Plan, Secrets, Self-hosted runners,
   Webhooks.
4. **Where can this GitHub App be installed?** Only on this account; for several organizations, on any account.
5. **Create GitHub App**. The **App ID** stands at the top; **Generate a private key** downloads a \`.pem\` file. Paste all of it here.
6. **Install App** in each organization, on **All repositories**.

A new key goes in under the connection › **Credential**; delete the old one on GitHub after that.

## Personal access token (classic)

It takes an **Organization owner** of every organization that you connect. If that person leaves or stops being an owner, the
connection stops seeing; a dedicated account avoids that.

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

## What Rollcall does with it

Classic tokens have no read-only form of these scopes, so the token *could* write. Rollcall only reads: its requests are
\`GET\`, and \`POST\` to the GraphQL endpoint with queries; for an App, \`POST\` to get its own tokens. It reads settings, names and counts, and facts out of workflow files, never other code, secrets or keys; alerts of
secret scanning are asked for without the secret. Keys and tokens are
sealed, each with a key of its own, and never shown, logged or exported.
`

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><circle cx="6" cy="6" r="2.5"/><circle cx="6" cy="18" r="2.5"/><circle cx="18" cy="9" r="2.5"/><path d="M6 8.500v7M15.800 10.300C14 13 10 12 6.800 15.600"/></svg>`
