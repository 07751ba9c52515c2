import type { Permission, Session } from '@rollcall/api'
import { useSuspenseQuery } from '@tanstack/react-query'
import { queryClient, sessionQuery } from './api.ts'

/** Who is signed in and what they may do; read once and kept until it changes. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery()).data

export const useMay = (permission: Permission): boolean => useSession().permissions.includes(permission)

/** Takes over the session that an operation answered: signing in, or a one-time link. */
export function takeSession(session: Session): void {
  queryClient.clear()
  queryClient.setQueryData(sessionQuery().queryKey, session)
}

/** Forgets everything that was read for the person who leaves. */
export async function dropSession(): Promise<void> {
  queryClient.clear()
  await queryClient.fetchQuery(sessionQuery())
}
