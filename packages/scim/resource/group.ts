import { attribute, defineResourceType, type Schema } from './schema.ts'

export const groupSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:Group'

/**
 * RFC 7643 §4.2. `displayName` is required there in the text (and by erratum in the schema), and every client sends it.
 */
export const groupSchema: Schema = {
  id: groupSchemaId,
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', 'string', 'The name of the group.', { required: true }),
    attribute('members', 'complex', 'The members of the group.', {
      multiValued: true,
      subAttributes: [
        attribute('value', 'string', 'The id of the member.', { mutability: 'immutable', caseExact: true }),
        attribute('$ref', 'reference', 'The address of the member.', {
          mutability: 'immutable',
          referenceTypes: ['User', 'Group'],
        }),
        attribute('type', 'string', 'What the member is.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
        attribute('display', 'string', 'The name of the member.', { mutability: 'immutable' }),
      ],
    }),
  ],
}

/** Group, at `/Groups`. */
export const groupType = defineResourceType({
  name: 'Group',
  description: 'Group',
  endpoint: '/Groups',
  schema: groupSchema,
  extensions: [],
})
