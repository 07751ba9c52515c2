import { type Static, Type } from 'typebox'
import { List, nullable, object, Paging, Timestamp } from './common.ts'
import { AuditRecord, EnterpriseParams, ScimRequest } from './enterprises.ts'
import { defineRoute } from './route.ts'
import { Email } from './session.ts'

const tag = 'Directory'

const Change = Type.Enum(['scim.enable', 'scim.disable', 'sso.reset'], {
  description: '`scim.enable`, `scim.disable`; `sso.reset`: single sign-on is disabled (EMU only)',
})
const ChangeParams = object({ enterprise: Type.String({ maxLength: 60 }), change: Change })

export const ChangeEffect = object({
  suspended: Type.Integer({ description: 'Accounts that can sign in before it and not after it.' }),
  untouched: Type.Integer({ description: 'Accounts that stay usable.' }),
  identitiesEnded: Type.Integer(),
  groupsEnded: Type.Integer(),
  membershipsEnded: Type.Integer(),
  teamsUnlinked: Type.Integer(),
  credentialsDeleted: Type.Integer({ description: 'Accounts that lose their tokens and keys for good.' }),
})
export type ChangeEffect = Static<typeof ChangeEffect>

export const previewEnterpriseChange = defineRoute({
  id: 'previewEnterpriseChange',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/changes/{change}',
  summary: 'What turning SCIM on or off, or disabling single sign-on, would come to now',
  access: 'directory:read',
  params: ChangeParams,
  response: object({
    changes: Type.Boolean({ description: 'false: it is so already.' }),
    destroys: Type.Boolean({ description: 'Something is lost that does not come back by itself.' }),
    effect: ChangeEffect,
  }),
})

export const makeEnterpriseChange = defineRoute({
  id: 'makeEnterpriseChange',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/changes/{change}',
  summary: 'Turn SCIM on or off, or disable single sign-on',
  description: 'The slug is given once more as `confirm` where something is lost by it.',
  access: 'directory:write',
  params: ChangeParams,
  body: object({ confirm: Type.Optional(Type.String({ maxLength: 60 })) }),
  response: object({ changed: Type.Boolean(), effect: ChangeEffect }),
})

export const Account = object({
  id: Type.Integer(),
  login: Type.String(),
  originalLogin: Type.String(),
  displayName: Type.String(),
  email: nullable(Type.String()),
  role: Type.String(),
  origin: Type.Enum(['scim', 'local', 'saml'], { description: 'How it came to be.' }),
  suspension: nullable(
    Type.Enum(['soft', 'hard', 'reset', 'enabled', 'local'], {
      description:
        'Why it is suspended: `soft` and `hard` by SCIM, `reset` by single sign-on being disabled, `enabled` by SCIM being turned on, `local` by hand.',
    }),
  ),
  identity: nullable(Type.String({ description: 'SCIM id of the linked identity.' })),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Account = Static<typeof Account>

export const listAccounts = defineRoute({
  id: 'listAccounts',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/accounts',
  summary: 'Accounts, with and without a SCIM identity',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({
    linked: Type.Optional(Type.Enum(['yes', 'no'], { description: 'Whether a SCIM identity is linked to it' })),
    state: Type.Optional(Type.Enum(['active', 'suspended'])),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Begins the login' })),
    ...Paging,
  }),
  response: List(Account),
})

const AccountParams = object({
  enterprise: Type.String({ maxLength: 60 }),
  id: Type.String({ maxLength: 64, description: 'Number of the account' }),
})
const Login = Type.String({ minLength: 1, maxLength: 100 })

export const createAccount = defineRoute({
  id: 'createAccount',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/accounts',
  summary: 'Make an account of the appliance by hand (GHES)',
  access: 'directory:write',
  params: EnterpriseParams,
  body: object({
    login: Login,
    email: Type.Optional(nullable(Email)),
    displayName: Type.Optional(Type.String({ maxLength: 200 })),
    suspended: Type.Optional(Type.Boolean()),
  }),
  status: 201,
  response: Account,
})

export const updateAccount = defineRoute({
  id: 'updateAccount',
  tag,
  method: 'PATCH',
  path: '/enterprises/{enterprise}/accounts/{id}',
  summary: 'Suspend, unsuspend, promote, demote or rename an account of the appliance: one of them',
  access: 'directory:write',
  params: AccountParams,
  body: object(
    {
      suspended: Type.Optional(Type.Boolean()),
      owner: Type.Optional(Type.Boolean({ description: 'Enterprise owner.' })),
      login: Type.Optional(Login),
      reason: Type.Optional(Type.String({ maxLength: 1000, description: 'With `suspended`, for the audit log.' })),
    },
    { minProperties: 1 },
  ),
  response: Account,
})

export const deleteAccount = defineRoute({
  id: 'deleteAccount',
  tag,
  method: 'DELETE',
  path: '/enterprises/{enterprise}/accounts/{id}',
  summary: 'Delete an account of the appliance for good',
  access: 'directory:write',
  params: AccountParams,
  status: 204,
})

export const Mail = object({
  id: Type.Integer(),
  kind: Type.Enum(['onboarding', 'streams_failing', 'streams_recovered']),
  to: Type.String(),
  login: nullable(Type.String({ description: 'Whose account it is about; of streams null.' })),
  state: Type.Enum(['waiting', 'sent', 'given_up']),
  attempts: Type.Integer(),
  error: nullable(Type.String({ description: 'What the mail server said last.' })),
  madeAt: Timestamp,
  nextAt: nullable(Timestamp),
  sentAt: nullable(Timestamp),
})
export type Mail = Static<typeof Mail>

export const listMails = defineRoute({
  id: 'listMails',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/mails',
  summary: 'E-mails of the enterprise: waiting, sent, and given up',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({ state: Type.Optional(Type.Enum(['waiting', 'sent', 'given_up'])), ...Paging }),
  response: object({
    ...List(Mail).properties,
    ready: Type.Boolean({ description: 'Whether a mail server is set up at all.' }),
  }),
})

export const retryMails = defineRoute({
  id: 'retryMails',
  tag,
  method: 'POST',
  path: '/enterprises/{enterprise}/mails/retry',
  summary: 'Send what was not sent, now',
  access: 'directory:write',
  params: EnterpriseParams,
  status: 202,
  response: object({ count: Type.Integer() }),
})

const Step = object({
  result: Type.Enum(['pass', 'stop']),
  what: Type.String(),
  fix: Type.Optional(Type.String()),
})
export type Step = Static<typeof Step>

const Candidate = object({
  kind: Type.Enum(['person', 'group']),
  id: Type.String(),
  name: Type.String(),
  by: Type.String(),
})

export const explainAccess = defineRoute({
  id: 'explainAccess',
  tag,
  method: 'GET',
  path: '/enterprises/{enterprise}/why',
  summary: 'Why a person cannot sign in or is not in a team, or what holds a group up, with the next step',
  access: 'directory:read',
  params: EnterpriseParams,
  query: object({
    who: Type.String({
      minLength: 1,
      maxLength: 320,
      description: 'A person by login, userName, e-mail, externalId or id; a group by name, externalId or id',
    }),
    team: Type.Optional(
      Type.String({ maxLength: 200, description: 'Only this team, by name, slug or organization/slug' }),
    ),
  }),
  response: object({
    subject: nullable(Candidate),
    candidates: Type.Array(Candidate, { description: 'Whoever else it may mean.' }),
    verdict: Type.String(),
    next: nullable(Type.String({ description: 'What to do; null when nothing holds it up.' })),
    parts: Type.Array(object({ question: Type.String(), steps: Type.Array(Step) })),
    history: Type.Array(AuditRecord),
    refused: Type.Array(ScimRequest, { description: 'Requests about it that were refused, newest first.' }),
  }),
})
export type Explanation = Static<NonNullable<(typeof explainAccess)['response']>>
