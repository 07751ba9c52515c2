import { defineCheck, fact, fail, isInNetwork, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-api-key-expected-address',
  severity: 'medium',
  category: 'token & keys',
  each: 'pagerduty.api_key',
  needs: [],
  tally: {
    of: 'pagerduty.ip_allow_list',
    start: () => ({ enabled: false, networks: [] as string[] }),
    add: (sum: { enabled: boolean; networks: string[] }, list) =>
      list.enabled ? { enabled: true, networks: [...sum.networks, ...list.networks] } : sum,
  },
  title: 'API key is used from allowed networks',
  problem: 'API key was used from elsewhere',
  judge: (key, { total }) => {
    if (!total.enabled) return notApplicable('The account has no IP allow list to hold addresses against.')
    const outside = key.addresses.filter((address) =>
      total.networks.every((cidr) => isInNetwork(address, cidr) !== true),
    )
    return outside.length > 0 ? fail(fact('execution_context.remote_address', outside)) : pass()
  },
  why:
    'Keys have no second factor: whoever has the text is the key. Use from an address outside of your networks is ' +
    'the one sign that there is when it has got out.',
  fix: {
    steps: [
      'Ask the owner of the key about the address. A hosted runner or a vendor explains some; add those networks to ' +
        'the allow list.',
      'If nobody can explain it, delete the key under Integrations › API Access Keys and create a new one.',
    ],
    link: '{web}/api_keys',
  },
  refs: [
    'https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/',
    'https://support.pagerduty.com/main/docs/api-access-keys',
  ],
  maps: {
    'NIST 800-53r5': ['SI-4'],
    'SOC 2': ['CC7.2'],
    'ISO 27001:2022': ['8.16'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'from the office',
        subject: { addresses: ['198.51.100.7'] },
        others: [{ enabled: true, networks: ['198.51.100.0/24'] }],
      },
    ],
    fail: [
      {
        when: 'from elsewhere',
        subject: { addresses: ['192.0.2.77'] },
        others: [{ enabled: true, networks: ['198.51.100.0/24'] }],
      },
    ],
    not_applicable: [{ when: 'no list', subject: {}, others: [{ enabled: false }] }],
  },
})
