import { createHash } from 'node:crypto'
import { exampleCompany, startGithub } from '@rollcall/sandbox'
import { expect, test } from 'vitest'
import { computeEtag } from './etag.ts'

const sha256 = (text: string) => `"${createHash('sha256').update(text, 'utf8').digest('hex')}"`

test('headers that the request has are hashed before the body, in order and each with a colon; others are not', async () => {
  const body = '{"name":"Zoë"}'
  expect(await computeEtag(new Headers(), body)).toBe(sha256(body))
  expect(await computeEtag(new Headers({ accept: 'a/b', 'user-agent': 'x' }), body)).toBe(sha256(`a/b:${body}`))
  const all = new Headers({ cookie: 'c=1', authorization: 'token t', accept: 'a/b' })
  expect(await computeEtag(all, body)).toBe(sha256(`a/b:token t:c=1:${body}`))
})

test('the stand-in gives the same, and takes the one that a new token would get', async () => {
  const company = exampleCompany({ now: new Date('2026-11-20T08:00:00Z') })
  const github = await startGithub({ company })
  const url = `${github.apiUrl}/orgs/harborlight`
  const ask = (headers: Headers) => fetch(url, { headers })
  const mine = new Headers({ accept: 'application/json', authorization: `token ${company.tokens.owner.secret}` })
  const first = await ask(mine)
  const text = await first.text()
  const bare = (tag: string) => tag.replace(/^W\//, '')
  expect(bare(first.headers.get('etag') ?? '')).toBe(await computeEtag(mine, text))

  github.state.addToken({
    label: 'next',
    secret: 'ghp_next',
    login: company.tokens.owner.login,
    scopes: company.tokens.owner.scopes,
    ssoOrganizations: company.tokens.owner.ssoOrganizations,
  })
  const next = (etag: string) =>
    new Headers({ accept: 'application/json', authorization: 'token ghp_next', 'if-none-match': etag })
  expect((await ask(next(first.headers.get('etag') ?? ''))).status).toBe(200)
  expect((await ask(next(await computeEtag(next(''), text)))).status).toBe(304)
  await github.close()
})
