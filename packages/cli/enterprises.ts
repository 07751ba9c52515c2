/** A managed enterprise on the command line. */
export const slugParameter = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'enterprise', brief: 'Slug of an enterprise' }],
} as const
