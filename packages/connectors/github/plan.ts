import { AppError } from '@rollcall/core'
import type { GithubClient } from './client.ts'

/** Whether GitHub refused because of the plan: what was asked for does not exist there, so that none of it is all of it. */
export const refusedByPlan = (error: unknown): boolean => error instanceof AppError && error.gap?.reason === 'plan'

/** The name of the organization's plan; null to those who may not see it. */
export async function readPlan(client: GithubClient, org: string): Promise<string | null> {
  const { data } = await client.get<{ plan?: { name?: string } }>('GET /orgs/{org}', { org })
  return data.plan?.name ?? null
}
