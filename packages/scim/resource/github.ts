import { groupSchemaId } from './group.ts'
import { type Attribute, attribute, defineResourceType, type ResourceType } from './schema.ts'
import { userSchemaId } from './user.ts'

/**
 * What GitHub's SCIM endpoints keep of a user and a group. There is no enterprise extension; what is not here is taken
 * and dropped. `documented` requires what GitHub's description marks as required, `lenient` what real clients always send.
 */
export type GithubRequirements = 'documented' | 'lenient'

const text = (name: string, description: string, required = false): Attribute =>
  attribute(name, 'string', description, { required })

const externalId = (required: boolean) =>
  attribute('externalId', 'string', 'The identifier that the client gave the resource.', { caseExact: true, required })

export function githubUserType(requirements: GithubRequirements): ResourceType {
  const required = requirements === 'documented'
  const primary = attribute('primary', 'boolean', 'Whether it is the preferred one.', { required })
  return defineResourceType({
    name: 'User',
    description: 'User Account',
    endpoint: '/Users',
    extensions: [],
    schema: {
      id: userSchemaId,
      name: 'User',
      description: 'User Account',
      attributes: [
        externalId(required),
        attribute('userName', 'string', 'What the login is made of.', { required: true, uniqueness: 'server' }),
        text('displayName', 'The name to show for the user.', required),
        attribute('name', 'complex', 'The parts of the name of the user.', {
          subAttributes: [
            text('formatted', 'The whole name, as it is shown.'),
            text('familyName', 'The family name.', required),
            text('givenName', 'The given name.', required),
            text('middleName', 'The middle names.'),
          ],
        }),
        attribute('active', 'boolean', 'Whether the account may be used.', { required }),
        attribute('emails', 'complex', 'E-mail addresses of the user.', {
          multiValued: true,
          required,
          subAttributes: [
            text('value', 'The address.', required),
            attribute('type', 'string', 'What it is used for.', {
              canonicalValues: ['work', 'home', 'other'],
              required,
            }),
            primary,
          ],
        }),
        attribute('roles', 'complex', 'The roles of the user in the enterprise.', {
          multiValued: true,
          subAttributes: [
            text('value', 'The role.', required),
            text('display', 'A name to show.'),
            text('type', 'What kind of role it is.'),
            { ...primary, required: false },
          ],
        }),
        attribute('groups', 'complex', 'The groups that the user is in.', {
          multiValued: true,
          mutability: 'readOnly',
          subAttributes: [
            attribute('value', 'string', 'The id of the group.', { mutability: 'readOnly', caseExact: true }),
            attribute('$ref', 'reference', 'The address of the group.', { mutability: 'readOnly' }),
            attribute('display', 'string', 'The name of the group.', { mutability: 'readOnly' }),
          ],
        }),
      ],
    },
  })
}

export function githubGroupType(requirements: GithubRequirements): ResourceType {
  return defineResourceType({
    name: 'Group',
    description: 'Group',
    endpoint: '/Groups',
    extensions: [],
    schema: {
      id: groupSchemaId,
      name: 'Group',
      description: 'Group',
      attributes: [
        externalId(requirements === 'documented'),
        text('displayName', 'The name of the group.', true),
        attribute('members', 'complex', 'The members of the group.', {
          multiValued: true,
          subAttributes: [
            attribute('value', 'string', 'The id of the user.', { mutability: 'immutable', caseExact: true }),
            attribute('$ref', 'reference', 'The address of the user.', { mutability: 'immutable' }),
            attribute('display', 'string', 'The name of the user.', { mutability: 'immutable' }),
          ],
        }),
      ],
    },
  })
}
