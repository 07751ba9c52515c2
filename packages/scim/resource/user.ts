import { type Attribute, attribute, defineResourceType, type Schema } from './schema.ts'

export const userSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const enterpriseUserSchemaId = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** The sub-attributes that most multi-valued attributes share, RFC 7643 §2.4. */
function plural(
  name: string,
  description: string,
  what: string,
  { types, value = {} }: { types?: readonly string[]; value?: Partial<Attribute> } = {},
): Attribute {
  return attribute(name, 'complex', description, {
    multiValued: true,
    subAttributes: [
      { ...attribute('value', 'string', what), ...value },
      attribute('display', 'string', 'A name to show, for people only.'),
      attribute('type', 'string', 'What it is used for.', types === undefined ? {} : { canonicalValues: types }),
      attribute('primary', 'boolean', 'Whether it is the preferred one. At most one value is.'),
    ],
  })
}

const text = (name: string, description: string) => attribute(name, 'string', description)

const name = attribute('name', 'complex', 'The parts of the name of the user.', {
  subAttributes: [
    text('formatted', 'The whole name, as it is shown.'),
    text('familyName', 'The family name.'),
    text('givenName', 'The given name.'),
    text('middleName', 'The middle names.'),
    text('honorificPrefix', 'What stands before the name, as "Ms."'),
    text('honorificSuffix', 'What stands after the name, as "III".'),
  ],
})

const addresses = attribute('addresses', 'complex', 'Postal addresses of the user.', {
  multiValued: true,
  subAttributes: [
    text('formatted', 'The whole address, as it is shown.'),
    text('streetAddress', 'Street, house number and the like.'),
    text('locality', 'The city.'),
    text('region', 'The state or region.'),
    text('postalCode', 'The postal code.'),
    text('country', 'The country.'),
    attribute('type', 'string', 'What it is used for.', { canonicalValues: ['work', 'home', 'other'] }),
    attribute('primary', 'boolean', 'Whether it is the preferred one. At most one value is.'),
  ],
})

const groups = attribute('groups', 'complex', 'The groups that the user is in. Changed through the groups alone.', {
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    attribute('value', 'string', 'The id of the group.', { mutability: 'readOnly', caseExact: true }),
    attribute('$ref', 'reference', 'The address of the group.', { mutability: 'readOnly', referenceTypes: ['Group'] }),
    attribute('display', 'string', 'The name of the group.', { mutability: 'readOnly' }),
    attribute('type', 'string', 'Whether the user is in the group itself.', {
      mutability: 'readOnly',
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
})

/** RFC 7643 §4.1. */
export const userSchema: Schema = {
  id: userSchemaId,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'string', 'The name that the user signs in with. Case does not count.', {
      required: true,
      uniqueness: 'server',
    }),
    name,
    text('displayName', 'The name to show for the user.'),
    text('nickName', 'What the user is called casually.'),
    attribute('profileUrl', 'reference', 'The address of the profile page.', { referenceTypes: ['external'] }),
    text('title', 'The title of the user, as "Vice President".'),
    text('userType', 'How the user relates to the organization, as "Contractor".'),
    text('preferredLanguage', 'The language that the user prefers.'),
    text('locale', 'The language and region for dates, numbers and the like.'),
    text('timezone', 'The time zone of the user, as "America/Los_Angeles".'),
    attribute('active', 'boolean', 'Whether the account may be used.'),
    attribute('password', 'string', 'Accepted, never kept and never returned.', {
      mutability: 'writeOnly',
      returned: 'never',
      caseExact: true,
    }),
    plural('emails', 'E-mail addresses of the user.', 'The address.', { types: ['work', 'home', 'other'] }),
    plural('phoneNumbers', 'Phone numbers of the user.', 'The number, kept as it was sent.', {
      types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    }),
    plural('ims', 'Instant messaging addresses of the user.', 'The address.', {
      types: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    }),
    plural('photos', 'Addresses of pictures of the user.', 'The address of the picture.', {
      types: ['photo', 'thumbnail'],
      value: { type: 'reference', caseExact: true, referenceTypes: ['external'] },
    }),
    addresses,
    groups,
    plural('entitlements', 'What the user is entitled to.', 'The entitlement.'),
    plural('roles', 'The roles of the user.', 'The role.'),
    plural('x509Certificates', 'Certificates of the user.', 'The certificate, DER in base64.', {
      value: { type: 'binary', caseExact: true },
    }),
  ],
}

/** RFC 7643 §4.3. */
export const enterpriseUserSchema: Schema = {
  id: enterpriseUserSchemaId,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    text('employeeNumber', 'The number that the organization gave the user.'),
    text('costCenter', 'The cost center.'),
    text('organization', 'The organization.'),
    text('division', 'The division.'),
    text('department', 'The department.'),
    attribute('manager', 'complex', 'The manager of the user.', {
      subAttributes: [
        attribute('value', 'string', 'The id of the manager.', { caseExact: true }),
        attribute('$ref', 'reference', 'The address of the manager.', { referenceTypes: ['User'] }),
        attribute('displayName', 'string', 'The name of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
}

/** User with the enterprise extension, at `/Users`. */
export const userType = defineResourceType({
  name: 'User',
  description: 'User Account',
  endpoint: '/Users',
  schema: userSchema,
  extensions: [{ schema: enterpriseUserSchema, required: false }],
})
