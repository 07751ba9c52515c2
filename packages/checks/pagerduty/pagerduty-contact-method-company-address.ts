import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

export default defineCheck({
  id: 'pagerduty-contact-method-company-address',
  severity: 'medium',
  category: 'configuration',
  each: 'pagerduty.contact_method',
  needs: [],
  title: 'Alerts go to company mailboxes',
  problem: 'Alerts go to a mailbox outside',
  judge: (method) => {
    if (method.kind !== 'email') return notApplicable('No e-mail.')
    if (method.personalMailbox) return fail(fact('contact_methods.address', method.domain))
    return method.companyAddress ? pass() : fail(fact('contact_methods.address', method.domain))
  },
  why:
    'Alerts name hosts, errors and customers. In a private mailbox they lie with a provider that you have no ' +
    'contract with, and stay there after the person has left.',
  fix: {
    steps: [
      'Ask the person to replace the address by their company address under User Settings › Contact Information.',
    ],
    link: '{web}/users',
  },
  refs: ['https://support.pagerduty.com/main/docs/user-settings'],
  maps: {
    'NIST 800-53r5': ['AC-4'],
    'SOC 2': ['CC6.7'],
    'ISO 27001:2022': ['8.12'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [{ when: 'company', subject: { kind: 'email', personalMailbox: false, companyAddress: true } }],
    fail: [
      { when: 'personal', subject: { kind: 'email', personalMailbox: true, domain: 'gmail.com' } },
      {
        when: 'another company',
        subject: { kind: 'email', personalMailbox: false, companyAddress: false, domain: 'partner.example' },
      },
    ],
    not_applicable: [{ when: 'a telephone', subject: { kind: 'phone' } }],
    unknown: [
      { when: 'no domain was named', subject: { kind: 'email', personalMailbox: false, companyAddress: null } },
    ],
  },
})
