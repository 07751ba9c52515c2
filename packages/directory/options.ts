/** One point that GitHub's public documents leave open, and what this enterprise does there. */
interface OptionEntry {
  /** Where it belongs on the settings page. */
  area: 'protocol' | 'login' | 'people' | 'groups' | 'audit' | 'switch'
  label: string
  /** Why it is open, and why the default is the default. */
  reason: string
  values: readonly (string | number)[]
  default: string | number
}

/**
 * Every rule that no public source decides, by name. A live tenant can show any of them to be otherwise; then the value
 * changes and nothing else.
 */
export const enterpriseOptions = {
  // ── protocol ──────────────────────────────────────────────────────────────────────────────────────────────────
  ghesEnterprisePath: {
    area: 'protocol',
    label: 'GHES: a path with /enterprises/{name} in it',
    reason: 'GHES documents leave the segment out, and clients are seen with either form.',
    values: ['accept', 'refuse'],
    default: 'accept',
  },
  undocumentedEndpoints: {
    area: 'protocol',
    label: 'Discovery, Bulk, .search and Me at the GitHub base',
    reason: 'None of them is in the API description; clients fall back to their defaults on a 404.',
    values: ['not_found', 'serve'],
    default: 'not_found',
  },
  errorStatusType: {
    area: 'protocol',
    label: 'Type of status in an error body',
    reason: 'The API description says integer, RFC 7644 says string.',
    values: ['integer', 'string'],
    default: 'integer',
  },
  requestId: {
    area: 'protocol',
    label: 'x-github-request-id of a response',
    reason: 'No document says whether it is the request_id of the audit events; the same value lets both be joined.',
    values: ['same_as_audit', 'own'],
    default: 'same_as_audit',
  },
  unknownAttributes: {
    area: 'protocol',
    label: 'Attributes and schemas that GitHub does not know',
    reason: 'Real clients send them; they are dropped and never returned.',
    values: ['drop', 'refuse'],
    default: 'drop',
  },
  requiredAttributes: {
    area: 'protocol',
    label: 'Attributes that GitHub calls required',
    reason:
      'Real identity providers leave out displayName or the type of an e-mail, and GitHub takes them. Strict enforces the table.',
    values: ['lenient', 'strict'],
    default: 'lenient',
  },
  metaLocation: {
    area: 'protocol',
    label: 'meta.location',
    reason: 'Examples leave the enterprise out of the address; the address that was served can be followed.',
    values: ['served', 'without_enterprise'],
    default: 'served',
  },
  itemsPerPage: {
    area: 'protocol',
    label: 'itemsPerPage of a list',
    reason: 'An example shows the page size; RFC 7644 says how many are returned.',
    values: ['returned', 'page_size'],
    default: 'returned',
  },
  unsupportedFilter: {
    area: 'protocol',
    label: 'A filter that is more than one eq on a listed attribute',
    reason: 'Documents say that it is not supported, not how it fails.',
    values: ['refuse', 'evaluate'],
    default: 'refuse',
  },
  userNameFilter: {
    area: 'protocol',
    label: 'What filter=userName compares',
    reason: 'The SCIM userName as it was provisioned, or the login that came of it.',
    values: ['user_name', 'login'],
    default: 'user_name',
  },
  maximumCount: {
    area: 'protocol',
    label: 'Longest page',
    reason: 'No maximum is documented; a published client asks for 100.',
    values: [100, 200, 1000],
    default: 100,
  },
  filteredPatchPaths: {
    area: 'protocol',
    label: 'PATCH paths with a filter, such as emails[type eq "work"].value',
    reason: 'The prose calls them without effect, the example beside it applies one.',
    values: ['apply', 'ignore'],
    default: 'apply',
  },
  patchOperationCase: {
    area: 'protocol',
    label: 'Case of op in a PATCH',
    reason: 'Entra ID sends Add and Replace.',
    values: ['any', 'lower'],
    default: 'any',
  },
  groupPatchStatus: {
    area: 'protocol',
    label: 'Answer of a group PATCH',
    reason: 'Both 200 with the group and 204 without are documented, the condition is not.',
    values: [200, 204],
    default: 200,
  },
  rateLimit: {
    area: 'protocol',
    label: 'Requests an hour',
    reason:
      'GitHub.com shows 15,000 an hour for its scim resource; GHES has no limit until an administrator sets one. 0 is no limit.',
    values: ['default', 0, 5000, 15_000],
    default: 'default',
  },
  rateLimitStatus: {
    area: 'protocol',
    label: 'Answer over the rate limit',
    reason: 'Both 403 and 429 are documented; a client should be tried with both.',
    values: [429, 403],
    default: 429,
  },
  emptyUserAgent: {
    area: 'protocol',
    label: 'A User-Agent that is empty',
    reason: 'A missing one is refused; nothing is said about an empty one.',
    values: ['refuse', 'accept'],
    default: 'refuse',
  },
  organizationScope: {
    area: 'protocol',
    label: 'A token with admin:enterprise alone, for organizations and their teams',
    reason: 'GitHub asks for admin:org, write:org or read:org there. Accepted, one token is enough to try both.',
    values: ['accept', 'refuse'],
    default: 'accept',
  },
  scimOffStatus: {
    area: 'protocol',
    label: 'Answer while SCIM is off',
    reason: 'Documents say only that the API no longer succeeds.',
    values: [404, 403],
    default: 404,
  },
  // ── login ─────────────────────────────────────────────────────────────────────────────────────────────────────
  atSign: {
    area: 'login',
    label: 'Where a userName with several @ is cut',
    reason: 'Documents cut at the @ and know only one.',
    values: ['first', 'last'],
    default: 'first',
  },
  guestTail: {
    area: 'login',
    label: 'Where the home domain of an Entra guest starts',
    reason: 'Both documented examples hold one underscore only.',
    values: ['last_underscore', 'first_underscore'],
    default: 'last_underscore',
  },
  loginCase: {
    area: 'login',
    label: 'Whether Mona and mona are one login',
    reason: 'Case is kept; GitHub logins are compared without it.',
    values: ['insensitive', 'sensitive'],
    default: 'insensitive',
  },
  takenLoginStatus: {
    area: 'login',
    label: 'Answer when the login is taken in the enterprise',
    reason: 'The username page says 409; an identity provider reported 400.',
    values: [409, 400],
    default: 409,
  },
  renameUser: {
    area: 'login',
    label: 'A changed userName',
    reason: 'One page says that it renames the login, one that it is not supported.',
    values: ['rename', 'refuse'],
    default: 'rename',
  },
  renameSuspended: {
    area: 'login',
    label: 'A changed userName of a suspended user',
    reason: 'The login is obfuscated then; the new one is kept for the reactivation.',
    values: ['at_reactivation', 'refuse'],
    default: 'at_reactivation',
  },
  suspendedLogin: {
    area: 'login',
    label: 'The original login of a suspended user',
    reason: 'Kept, a reactivation always restores it. Free, another user may take it and the reactivation is refused.',
    values: ['kept', 'free'],
    default: 'kept',
  },
  // ── people ────────────────────────────────────────────────────────────────────────────────────────────────────
  unknownRole: {
    area: 'people',
    label: 'A role that GitHub does not know',
    reason: 'The values are listed; the failure is not described.',
    values: ['refuse', 'ignore'],
    default: 'refuse',
  },
  severalRoles: {
    area: 'people',
    label: 'Which of several roles takes effect',
    reason: 'Documents speak of one role.',
    values: ['highest', 'primary'],
    default: 'highest',
  },
  lastOwner: {
    area: 'people',
    label: 'Taking the role or the access of the last enterprise owner that SCIM provisioned',
    reason: 'GitHub always keeps the set-up user as an owner, so it lets the last one go.',
    values: ['allow', 'refuse'],
    default: 'allow',
  },
  administratorPromotion: {
    area: 'people',
    label: 'GHES: the enterprise_owner role through SCIM, and the attribute administrator of SAML',
    reason: 'They take effect only while "Disable administrator demotion/promotion" is off.',
    values: ['takes_effect', 'disabled'],
    default: 'takes_effect',
  },
  createInactive: {
    area: 'people',
    label: 'A user created with active: false',
    reason: 'Not described; a suspended user is what the request says.',
    values: ['suspended', 'refuse'],
    default: 'suspended',
  },
  onboardingMail: {
    area: 'people',
    label: 'GHES: whom the onboarding e-mail goes to',
    reason: 'Documents say that newly provisioned users get one; nothing is said of an account that was there before.',
    values: ['created', 'created_and_adopted', 'nobody'],
    default: 'created',
  },
  duplicateEmail: {
    area: 'people',
    label: 'A primary e-mail that another user of the enterprise has',
    reason: 'Documents say that such a clash is possible, not how it ends.',
    values: ['refuse', 'allow'],
    default: 'refuse',
  },
  relinkAfterReset: {
    area: 'people',
    label: 'A known login after single sign-on was disabled and set up anew',
    reason: 'The migration steps imply that the suspended account is linked again.',
    values: ['relink', 'conflict'],
    default: 'relink',
  },
  oidcLink: {
    area: 'people',
    label: 'What links a sign-in over OIDC with a SCIM identity',
    reason: 'Not spelled out; Entra ID links by object id over SAML.',
    values: ['external_id', 'user_name'],
    default: 'external_id',
  },
  ghesSignInAddress: {
    area: 'people',
    label: 'GHES: where users sign in, and what the identity provider is told',
    reason:
      'GitHub has it at the root of the host name of the appliance. Below its own path several share one host name. Both answer; who changes this tells the identity provider.',
    values: ['path', 'host'],
    default: 'path',
  },
  ghesSession: {
    area: 'people',
    label: 'GHES: how long a session lasts when SAML does not say',
    reason: 'One page says a week, another a day. On GitHub.com it is a day, over OIDC an hour.',
    values: ['week', 'day'],
    default: 'week',
  },
  clockSkew: {
    area: 'people',
    label: 'Seconds that the clock of the identity provider may be off',
    reason: 'Not documented. Longer forgives a bad clock, and lets a stolen assertion be good for longer.',
    values: [60, 0, 180],
    default: 60,
  },
  localLifecycle: {
    area: 'people',
    label: 'GHES: local suspend, promote, rename or delete of a SCIM user',
    reason: 'Documented as not possible; the status is not.',
    values: ['refuse', 'allow'],
    default: 'refuse',
  },
  // ── groups ────────────────────────────────────────────────────────────────────────────────────────────────────
  unknownMember: {
    area: 'groups',
    label: 'A member id that is no user of the enterprise, or a group',
    reason: 'Users must exist first; the failure is not described.',
    values: ['refuse', 'ignore'],
    default: 'refuse',
  },
  licenceShortage: {
    area: 'groups',
    label: 'More members than licences',
    reason: 'The team is documented to be out of sync; that the SCIM call itself succeeds is assumed.',
    values: ['out_of_sync', 'refuse'],
    default: 'out_of_sync',
  },
  // ── audit ─────────────────────────────────────────────────────────────────────────────────────────────────────
  hardDeprovisionEvents: {
    area: 'audit',
    label: 'Events of a DELETE of an active user',
    reason: 'The documented list has neither user.suspend nor user.rename, though both happen.',
    values: ['documented', 'with_suspension'],
    default: 'documented',
  },
  reactivationEvents: {
    area: 'audit',
    label: 'team.add_member on reactivation',
    reason: 'The documented list has org.add_member only, though teams are joined again.',
    values: ['documented', 'with_teams'],
    default: 'documented',
  },
  renameOldUser: {
    area: 'audit',
    label: 'old_user in user.rename',
    reason: 'The event is missing from the enterprise reference; without the old name it says little.',
    values: ['emit', 'omit'],
    default: 'emit',
  },
  controllerField: {
    area: 'audit',
    label: 'controller in scim_api events',
    reason: 'Older documents tell to filter by it, the list of fields lacks it.',
    values: ['emit', 'omit'],
    default: 'emit',
  },
  auditRetention: {
    area: 'audit',
    label: 'How many days the audit log is kept',
    reason:
      'GitHub.com keeps 180 days; GHES keeps all until an administrator sets an end. The default follows the flavour.',
    values: ['default', 'unlimited', 90, 180, 365, 730],
    default: 'default',
  },
  apiRequestEvents: {
    area: 'audit',
    label: 'An api.request event of every SCIM and audit log request, for streams',
    reason: 'Off until an owner turns it on, as on GitHub. Streams carry them, search does not show them.',
    values: ['off', 'on'],
    default: 'off',
  },
  // ── switch ────────────────────────────────────────────────────────────────────────────────────────────────────
  enableMode: {
    area: 'switch',
    label: 'GHES: what turning SCIM on does to accounts',
    reason: 'The 3.10 beta suspended all but the set-up user; since 3.14 nothing says that it does.',
    values: ['ga', 'legacy_beta'],
    default: 'ga',
  },
} as const satisfies Record<string, OptionEntry>

export type EnterpriseOptionName = keyof typeof enterpriseOptions
export type EnterpriseOptions = {
  -readonly [Name in EnterpriseOptionName]: (typeof enterpriseOptions)[Name]['values'][number]
}

const entries = Object.entries(enterpriseOptions) as [EnterpriseOptionName, OptionEntry][]
const defaults = Object.fromEntries(entries.map(([name, entry]) => [name, entry.default])) as EnterpriseOptions

/** All options, with the defaults where `chosen` says nothing. */
export function optionsOf(chosen: Partial<EnterpriseOptions> = {}): EnterpriseOptions {
  return { ...defaults, ...chosen }
}

/** Why these options cannot be chosen, name by name; nothing when they can. */
export function optionProblems(chosen: Readonly<Record<string, unknown>>): { option: string; message: string }[] {
  return Object.entries(chosen).flatMap(([option, value]) => {
    const entry: OptionEntry | undefined = Object.hasOwn(enterpriseOptions, option)
      ? enterpriseOptions[option as EnterpriseOptionName]
      : undefined
    if (!entry) return [{ option, message: `there is no option ${option}` }]
    if (entry.values.some((allowed) => allowed === value)) return []
    return [{ option, message: `takes ${entry.values.join(' or ')}, not ${String(value)}` }]
  })
}
