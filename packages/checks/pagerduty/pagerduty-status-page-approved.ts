import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-status-page-approved',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.status_page',
  needs: [],
  title: 'Public status page is approved',
  problem: 'Public status page nobody approved',
  judge: (page) => {
    if (!page.public || !page.published) return notApplicable('The page is not open to everybody.')
    return page.approvedHost ? pass() : fail([fact('status_page_type', 'public'), fact('url', page.host || 'none')])
  },
  why:
    'A public page tells everybody which of your systems exist and when they fail. One that was made for the ' +
    'inside and published by a wrong choice tells it about systems that nobody outside should know of.',
  fix: {
    steps: [
      'Ask who made the page. Unpublish it under Status › Status Pages, or make it private.',
      'The host of a page that is meant for everybody belongs among the approved hosts of the connection.',
    ],
    link: '{web}/status-pages',
  },
  refs: ['https://support.pagerduty.com/main/docs/status-page'],
  maps: {
    'NIST 800-53r5': ['AC-22'],
    'SOC 2': ['CC6.1'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'approved', subject: { public: true, published: true, approvedHost: true } }],
    fail: [
      {
        when: 'not approved',
        subject: { public: true, published: true, approvedHost: false, host: 'internal.example' },
      },
    ],
    not_applicable: [{ when: 'private', subject: { public: false } }],
    unknown: [{ when: 'no host was named', subject: { public: true, published: true, approvedHost: null } }],
  },
})
