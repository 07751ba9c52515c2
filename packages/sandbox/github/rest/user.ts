import { newAccount } from '../../company/github-defaults.ts'
import type { GithubAccount, GithubOrganization } from '../../company/github-world.ts'
import type { Addresses } from '../addresses.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { nodeId } from '../node-id.ts'
import type { RestRequest } from './request.ts'

interface Owner {
  login: string
  id: number
  node: string
  type: 'User' | 'Organization'
  siteAdmin: boolean
}

export const ofAccount = (account: GithubAccount): Owner => ({
  login: account.login,
  id: account.id,
  node: nodeId('U', account.id),
  type: 'User',
  siteAdmin: account.siteAdmin,
})

export const ofOrganization = (org: GithubOrganization): Owner => ({
  login: org.login,
  id: org.id,
  node: nodeId('O', org.id),
  type: 'Organization',
  siteAdmin: false,
})

/** `simple-user`, which GitHub also shows an organization as. */
export function showOwner(owner: Owner, { api, web }: Addresses) {
  const url = `${api}/users/${owner.login}`
  return {
    login: owner.login,
    id: owner.id,
    node_id: owner.node,
    avatar_url: `https://avatars.githubusercontent.com/u/${owner.id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${web}/${owner.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: owner.type,
    user_view_type: 'public',
    site_admin: owner.siteAdmin,
  }
}

function showPublicUser(account: GithubAccount, addresses: Addresses) {
  return {
    ...showOwner(ofAccount(account), addresses),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.publicEmail,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  }
}

function showPrivateUser(account: GithubAccount, addresses: Addresses) {
  return {
    ...showPublicUser(account, addresses),
    user_view_type: 'private',
    notification_email: account.verifiedEmails[0] ?? null,
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: account.twoFactor !== 'disabled',
    plan: { name: 'free', space: 976_562_499, collaborators: 0, private_repos: 10_000 },
  }
}

/** `GET /user` */
export function answerViewer({ sight, addresses, docs }: RestRequest): Answer {
  const { account } = sight.viewer
  if (!account) return refuse(401, 'Requires authentication', docs)
  return ok(sight.has('user') ? showPrivateUser(account, addresses) : showPublicUser(account, addresses))
}

/** `GET /users/{username}` */
export function answerUser({ params, state, addresses, docs }: RestRequest): Answer {
  const account = state.findAccount(params.username ?? '')
  if (account) return ok(showPublicUser(account, addresses))
  const org = state.findOrganization(params.username ?? '')
  if (!org) return refuse(404, 'Not Found', docs)
  return ok({
    ...showPublicUser(newAccount(state.now(), { id: org.id, login: org.login, name: org.name }), addresses),
    ...showOwner(ofOrganization(org), addresses),
  })
}
