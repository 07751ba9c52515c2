import type { Gap } from '@rollcall/core'
import type { GithubClient } from './client.ts'
import { addToken } from './refusals.ts'

/** Whose eyes read repositories. An App that may read their administration sees what it does not administer. */
export interface Eyes {
  as: 'app' | 'token'
  administers: boolean
}

export async function eyesOf(client: GithubClient): Promise<Eyes> {
  const granted = (await client.installation())?.permissions.administration
  return { as: client.as, administers: granted !== undefined }
}

export const filesHidden: Gap = {
  reason: 'permission',
  detail: 'GitHub does not tell an App that may not read code whether a file is there.',
  fix: addToken,
}
