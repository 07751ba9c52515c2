export type Flavour = 'github.com' | 'ghes'

/** Where the sandbox can be reached, and where GitHub's web pages would be. No slash at the end of any. */
export interface Addresses {
  flavour: Flavour
  api: string
  graphql: string
  web: string
  docs: string
}

export const apiPath: Record<Flavour, string> = { 'github.com': '', ghes: '/api/v3' }
export const graphqlPath: Record<Flavour, string> = { 'github.com': '/graphql', ghes: '/api/graphql' }

export const serverVersion = '3.19.1'

export function createAddresses(origin: string, flavour: Flavour, web?: string): Addresses {
  return {
    flavour,
    api: origin + apiPath[flavour],
    graphql: origin + graphqlPath[flavour],
    web: web ?? (flavour === 'ghes' ? 'https://github.harborlight.example' : 'https://github.com'),
    docs: flavour === 'ghes' ? 'https://docs.github.com/enterprise-server@3.19/rest' : 'https://docs.github.com/rest',
  }
}
