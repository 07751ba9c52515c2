import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-admin-of-one-system',
  severity: 'medium',
  category: 'access',
  each: 'pagerduty.user',
  needs: [],
  title: 'Admin is not an admin elsewhere too',
  problem: 'Highest role in several systems',
  judge: (user) => {
    if (user.role !== 'owner' && user.role !== 'admin') return notApplicable('Neither account owner nor admin.')
    const others = user.privilegedElsewhere
    return others.length > 0 ? fail([fact('role', user.role), fact('privilegedElsewhere', others)]) : pass()
  },
  why:
    'One person, and whoever takes over that person’s laptop, changes the code, silences the alarm and rewrites ' +
    'who is called. Where the duties are apart, a second person notices.',
  fix: {
    steps: [
      'Decide which of the systems the person runs every day, and lower the role in the others.',
      'Where somebody must have both, give them a second account for it, and except the finding with the reason.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-roles'],
  maps: {
    'NIST 800-53r5': ['AC-5'],
    'SOC 2': ['CC6.3'],
    'ISO 27001:2022': ['5.3'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'here only', subject: { role: 'admin', privilegedElsewhere: [] } }],
    fail: [{ when: 'in GitHub too', subject: { role: 'owner', privilegedElsewhere: ['github'] } }],
    not_applicable: [{ when: 'a responder', subject: { role: 'limited_user' } }],
  },
})
