// Written by `npm run gen`. Do not edit.

export const guide = `## What you need

Someone who is **account owner** or **Global Admin** in PagerDuty. Take one of the two:

## With an app (best: PagerDuty tells what it may do)

1. In PagerDuty, open **Integrations** › **App Registration** › **New App**.
2. Give it a name such as \`Rollcall\`, choose **OAuth 2.0** and **Scoped OAuth**.
3. Select the **Read** permission of everything that is listed, and no **Write** permission. PagerDuty leaves out a scope that
   an app may not have without an error; Rollcall compares, and shows which part of the scan that costs.
4. **Register App**, copy **Client ID** and **Client Secret**, and enter both here with your subdomain.

## With a read-only API key

1. In PagerDuty, open **Integrations** › **API Access Keys** › **Create New API Key**.
2. Describe it as \`Rollcall\` and select **Read-only API Key**.
3. Copy the key and paste it here. The key of a user (**User Settings**) works too, and sees what that user may see.

## Which region

Look at the address of your PagerDuty pages: with \`.eu.\` in it, the service region is EU, otherwise US. Pasting such an address
below is enough. An account without a subdomain of its own leaves that field empty.

## What no API shows

Whether single sign-on is required, whether passwords work, the password policy, the list of API keys: PagerDuty shows them
on pages only. Their checks ask you to look and to **attest** what you saw, with a date on which to look again.

## What Rollcall does with it

It only reads. It never asks for calendar addresses or routing keys; integration keys, secrets of connections, telephone numbers
and everything behind the host of an address are dropped as they are read.
`

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4M12 2v2"/></svg>`
