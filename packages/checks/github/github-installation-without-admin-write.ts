import { defineCheck, fact, fail, notApplicable, pass } from '@rollcall/core'

/** With write on one of these an app can give access, take over builds or change who decides. */
const adminClass = new Set([
  'administration',
  'members',
  'organization_administration',
  'organization_custom_org_roles',
  'organization_custom_roles',
  'organization_personal_access_token_requests',
  'organization_secrets',
  'organization_self_hosted_runners',
  'secrets',
  'workflows',
])

export default defineCheck({
  id: 'github-installation-without-admin-write',
  severity: 'high',
  category: 'app & integrations',
  each: 'github.installation',
  needs: [],
  title: 'App holds no administrative write permission',
  problem: 'App holds an administrative write permission',
  judge: (installation) => {
    if (installation.suspended) return notApplicable('The installation is suspended and reaches nothing.')
    const held = installation.permissions
      .filter((one) => adminClass.has(one.name) && (one.access === 'write' || one.access === 'admin'))
      .map((one) => `${one.name}: ${one.access}`)
      .sort()
    if (held.length === 0) return pass()
    return fail([fact('permissions', held), fact('repository_selection', installation.repositorySelection)], {
      severity: installation.repositorySelection === 'all' ? 'critical' : 'high',
    })
  },
  why:
    'An app with such a permission can add members, change repository settings, replace secrets or rewrite workflows, ' +
    'without a person signing in. Whoever gets at its private key, at the vendor or on one of your servers, can do ' +
    'the same.',
  fix: {
    steps: [
      'Organization settings › GitHub Apps › Configure beside the app: read what it may do, and ask whether you use ' +
        'the feature that needs it.',
      'Permissions are set by the app’s maker. If the app is your own, lower them under Developer settings › GitHub ' +
        'Apps › Edit › Permissions & events.',
      'If it is a vendor’s and you must keep it, select "Only select repositories" to bound the damage; that does not ' +
        'limit organization permissions such as members.',
      'Otherwise click Uninstall. What relies on the app stops working at once.',
    ],
    link: '{web}/organizations/{scope}/settings/installations',
  },
  refs: [
    'https://docs.github.com/en/apps/using-github-apps/reviewing-and-modifying-installed-github-apps',
    'https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/choosing-permissions-for-a-github-app',
  ],
  maps: {
    'CIS GitHub 1.2.0': ['1.4.3'],
    'NIST 800-53r5': ['AC-6', 'SA-9'],
    'SOC 2': ['CC6.3', 'CC9.2'],
    'ISO 27001:2022': ['5.19'],
  },
  identity: [],
  since: '0.1.0',
  examples: {
    pass: [
      {
        when: 'it reads settings and writes checks',
        subject: {
          suspended: false,
          permissions: [
            { name: 'administration', access: 'read' },
            { name: 'checks', access: 'write' },
          ],
        },
      },
      { when: 'it has no permission', subject: { suspended: false, permissions: [] } },
    ],
    fail: [
      {
        when: 'it rewrites workflows in some repositories',
        subject: {
          suspended: false,
          repositorySelection: 'selected',
          permissions: [
            { name: 'metadata', access: 'read' },
            { name: 'workflows', access: 'write' },
          ],
        },
      },
      {
        when: 'it administers all repositories, which is critical',
        subject: {
          suspended: false,
          repositorySelection: 'all',
          permissions: [
            { name: 'members', access: 'write' },
            { name: 'administration', access: 'write' },
          ],
        },
      },
    ],
    not_applicable: [
      {
        when: 'suspended',
        subject: { suspended: true, permissions: [{ name: 'administration', access: 'write' }] },
      },
    ],
    unknown: [{ when: 'the permissions were not shown', subject: { suspended: false, permissions: null } }],
  },
})
