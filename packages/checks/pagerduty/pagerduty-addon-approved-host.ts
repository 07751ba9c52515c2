import { defineCheck, fact, fail, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-addon-approved-host',
  severity: 'medium',
  category: 'app & integrations',
  each: 'pagerduty.addon',
  needs: [],
  title: 'Add-on comes from an approved host over HTTPS',
  problem: 'Add-on from a host nobody approved',
  judge: (addon) => {
    if (addon.scheme !== 'https') return fail([fact('src', `${addon.scheme || 'none'}...${addon.host}`)])
    return addon.approvedHost ? pass() : fail(fact('src', addon.host))
  },
  why:
    'PagerDuty shows the page inside its own, to everybody who is signed in. Whoever controls that host can show ' +
    'a false sign-in page where nobody expects one.',
  fix: {
    steps: [
      'Remove it under Integrations › Add-ons, or move it to a host of yours with a certificate.',
      'A host that is all right belongs among the approved hosts of the connection.',
    ],
    link: '{web}/addons',
  },
  refs: ['https://developer.pagerduty.com/api-reference/a47605517c19a-api-concepts'],
  maps: {
    'NIST 800-53r5': ['SC-18'],
    'SOC 2': ['CC6.8'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'approved', subject: { scheme: 'https', approvedHost: true } }],
    fail: [
      { when: 'in the clear', subject: { scheme: 'http', host: 'widgets.example' } },
      { when: 'not approved', subject: { scheme: 'https', approvedHost: false, host: 'widgets.example' } },
    ],
    unknown: [{ when: 'no host was named', subject: { scheme: 'https', approvedHost: null } }],
  },
})
