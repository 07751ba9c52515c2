import { defineCheck, fact, fail, pass } from '@rollcall/core'

/** Days from then to now. */
const daysSince = (moment: string, now: Date) => Math.floor((now.getTime() - Date.parse(moment)) / 86_400_000)

export default defineCheck({
  id: 'github-token-request-decided',
  severity: 'low',
  category: 'token & keys',
  each: 'github.token_request',
  needs: [],
  title: 'Token requests are decided within two weeks',
  problem: 'A token request has waited for two weeks',
  judge: (request, { now }) =>
    daysSince(request.createdAt, now) > 14 ? fail(fact('created_at', request.createdAt)) : pass(),
  why:
    'A request that nobody answers teaches people to go around: a classic token needs no approval and can do ' +
    'far more. What waits for long gets approved in a batch, without being read.',
  fix: {
    steps: [
      'Organization settings › Personal access tokens › Pending requests: read what the token asks for, ' +
        'then Approve or Deny with a reason.',
      'Agree on who looks at requests, and how often.',
    ],
    link: '{web}/organizations/{scope}/settings/personal-access-token-requests',
  },
  refs: [
    'https://docs.github.com/en/organizations/managing-programmatic-access-to-your-organization/managing-requests-for-personal-access-tokens-in-your-organization',
    'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  ],
  maps: {
    'NIST 800-53r5': ['AC-2'],
    'SOC 2': ['CC6.2'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'asked last week', subject: { createdAt: '2025-12-26T00:00:00Z' } }],
    fail: [{ when: 'asked a month ago', subject: { createdAt: '2025-12-01T00:00:00Z' } }],
    unknown: [{ when: 'its age was not shown', subject: { createdAt: null } }],
  },
})
