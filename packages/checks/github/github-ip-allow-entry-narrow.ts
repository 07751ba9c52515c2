import { defineCheck, fact, fail, notApplicable, pass, unknown } from '@rollcall/core'

/** Length of the fixed part in bits; a single address is fixed whole. Null for what is neither. */
function prefixOf(range: string): number | null {
  const match = /^[0-9a-f.:]+(?:\/(\d{1,3}))?$/i.exec(range)
  if (!match || !/[.:]/.test(range)) return null
  return match[1] === undefined ? 128 : Number(match[1])
}

export default defineCheck({
  id: 'github-ip-allow-entry-narrow',
  severity: 'high',
  category: 'configuration',
  each: 'github.ip_allow_entry',
  needs: [],
  title: 'Entry of the IP allow list is narrow',
  problem: 'An allow list entry lets in too many addresses',
  judge: (entry) => {
    if (!entry.active) return notApplicable('The entry is switched off.')
    const size = prefixOf(entry.range)
    if (size === null) return unknown('api', 'GitHub gave a range in a form that is not known.', 'Look at the entry.')
    return size < (entry.range.includes(':') ? 32 : 16) ? fail(fact('allowListValue', entry.range)) : pass()
  },
  why:
    'An allow list is worth as much as its widest entry. A range with tens of thousands of addresses holds ' +
    'other people’s networks and whole clouds, in which anybody rents a machine for an hour.',
  fix: {
    steps: [
      'Find out which network the entry stands for, and what its own ranges are.',
      'Organization settings › Authentication security › "IP allow list": add the narrow ranges first, use ' +
        '"Check IP address" to test them, then delete the wide entry.',
    ],
    link: '{web}/organizations/{scope}/settings/security',
  },
  refs: [
    'https://docs.github.com/en/enterprise-cloud@latest/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/managing-allowed-ip-addresses-for-your-organization',
  ],
  maps: {
    'NIST 800-53r5': ['SC-7'],
    'SOC 2': ['CC6.6'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      { when: 'an office', subject: { active: true, range: '198.51.100.0/24' } },
      { when: 'a single address', subject: { active: true, range: '203.0.113.9' } },
      { when: 'an IPv6 network', subject: { active: true, range: '2001:db8::/48' } },
    ],
    fail: [
      { when: 'every address there is', subject: { active: true, range: '0.0.0.0/0' } },
      { when: 'a twelfth of a cloud', subject: { active: true, range: '203.0.0.0/12' } },
      { when: 'half of IPv6', subject: { active: true, range: '::/1' } },
    ],
    not_applicable: [{ when: 'switched off', subject: { active: false } }],
    unknown: [
      { when: 'whether it is on was not shown', subject: { active: null } },
      { when: 'a range of no known form', subject: { active: true, range: 'somewhere' } },
    ],
  },
})
