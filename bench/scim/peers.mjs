import { execFileSync, fork } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { portOf } from './systems.mjs'

export const packages = {
  scimmy: ['scimmy@1.3.5', 'scimmy-routers@1.3.2', 'express@4.22.3'],
  jackson: ['@boxyhq/saml-jackson@26.2.0'],
}

/** Installs a peer into a folder of its own, outside of the product's lock, and starts it over that PostgreSQL. */
async function startPeer(which, name, postgres) {
  const home = join(tmpdir(), 'rollcall-bench-peers', which)
  if (!existsSync(join(home, 'node_modules'))) {
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'package.json'), '{"private":true}')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages[which]], { cwd: home })
  }
  const { host, user, database } = postgres
  const child = fork(join(import.meta.dirname, 'peers', `${which}.mjs`), {
    env: {
      PATH: process.env.PATH,
      PEERS: join(home, 'index.js'),
      CONNECTION: JSON.stringify({ host, user, database }),
      DATABASE_URL: `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
    },
    silent: true,
  })
  const port = await portOf(child, name)
  return {
    name,
    pid: child.pid,
    database: postgres.pid,
    url: `http://127.0.0.1:${port}`,
    base: '/scim',
    token: 'bench',
    close: () => child.kill(),
  }
}

/** A peer with users and a group that it made itself, over HTTP: how it stores them is its own. */
async function fill(peer, users, members) {
  const post = async (path, body) => {
    const response = await fetch(`${peer.url}${peer.base}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer bench', 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${peer.name}: ${response.status} ${(await response.text()).slice(0, 200)}`)
    return response.json()
  }
  const people = []
  for (let from = 0; from < users; from += 20)
    people.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(20, users - from) }, async (_, index) => {
          const name = `seed${from + index}@bench.example`
          const { id } = await post('/Users', {
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            userName: name,
            externalId: `x${from + index}`,
            displayName: `Seed ${from + index}`,
            name: { givenName: 'Seed', familyName: `User${from + index}` },
            emails: [{ value: name, type: 'work', primary: true }],
            active: true,
          })
          return { id, name }
        }),
      )),
    )
  const group = await post('/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'All',
    externalId: 'all',
    members: people.slice(0, members).map(({ id }) => ({ value: id })),
  })
  return { people: people.slice(members, members + 500), group: group.id }
}

/** The peers that run here, filled; of one that does not, the reason is said. */
export async function startPeers(postgres, users, members) {
  const started = []
  for (const [which, name] of [
    ['scimmy', 'SCIMMY and scimmy-routers'],
    ['jackson', 'saml-jackson'],
  ]) {
    let peer
    try {
      peer = await startPeer(which, name, postgres)
      started.push({ ...peer, ...(await fill(peer, users, members)) })
    } catch (error) {
      peer?.close()
      console.log(`${name} does not run here: ${error.message}`)
    }
  }
  return started
}
