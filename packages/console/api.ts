import {
  ApiError,
  type Call,
  createClient,
  getSession,
  type RouteInput,
  type RouteOutput,
  type Session,
} from '@rollcall/api'
import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query'

export type AnyRoute = Parameters<Call>[0]

/** Sends the CSRF token of whichever session is known now. */
const plain = createClient({
  fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
  headers: () => {
    const csrf = queryClient.getQueryData(sessionQuery().queryKey)?.csrf
    return csrf ? { 'x-csrf-token': csrf } : {}
  },
})

/** Calls an operation. A session that another tab renewed is taken over once, silently. */
export const call: Call = async (route, input, signal) => {
  try {
    return await plain(route, input, signal)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'auth.csrf') throw error
    await queryClient.fetchQuery({ ...sessionQuery(), staleTime: 0 })
    return plain(route, input, signal)
  }
}

/** How a read is cached: under its operation's id and its input, so that live news can name what they make old. */
export function read<R extends AnyRoute>(route: R, input?: RouteInput<R>) {
  return queryOptions<RouteOutput<R>>({
    queryKey: [route.id, input ?? null],
    queryFn: ({ signal }) => call(route, input, signal),
  })
}

export const sessionQuery = () => queryOptions<Session>({ ...read(getSession), staleTime: Number.POSITIVE_INFINITY })

/** The server says that nobody is signed in: what the console believed about the session is over. */
function forgetSession(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'auth.required') return
  const { queryKey } = sessionQuery()
  const known = queryClient.getQueryData(queryKey)
  if (known?.person) queryClient.setQueryData(queryKey, { ...known, person: null, permissions: [], csrf: null })
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: forgetSession }),
  mutationCache: new MutationCache({ onError: forgetSession }),
  defaultOptions: {
    // A browser that calls itself offline may reach a server on this machine or its network; and what is held back until
    // it calls itself online would then be done although its dialog was closed long ago. So every call is made at once.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      retry: (failures, error) =>
        failures < 2 && navigator.onLine && !(error instanceof ApiError && error.status < 500),
    },
  },
})

/** Marks every cached answer of these operations as old; those on screen are read again. */
export function refresh(...routes: AnyRoute[]): Promise<unknown> {
  return Promise.all(routes.map((route) => queryClient.invalidateQueries({ queryKey: [route.id] })))
}
