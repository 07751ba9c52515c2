import {
  explainAccess,
  followLive,
  getCheck,
  getConnection,
  getDecision,
  getDirectoryUser,
  getEnterprise,
  getFinding,
  getIdentity,
  getLicences,
  getMove,
  getOverview,
  getScan,
  getSignIn,
  getTeam,
  groupFindings,
  listAccounts,
  listChecks,
  listConnections,
  listCoverage,
  listDecisions,
  listDirectoryGroups,
  listDirectoryUsers,
  listEnterprises,
  listEvents,
  listFindings,
  listGroupMembers,
  listIdentities,
  listMails,
  listNotices,
  listOrganizationMembers,
  listOrganizations,
  listScans,
  listScimRequests,
  listScimTokens,
  listSignInLinks,
  listTeams,
  routeUrl,
} from '@rollcall/api'
import { useSyncExternalStore } from 'react'
import { type AnyRoute, queryClient, refresh, sessionQuery } from './api.ts'

/** What an event makes old. A scan in its course touches itself alone; its end touches what it read. */
const connectionMoved = [listConnections, getConnection, listNotices]
const scanMoved = [getScan, listScans, listConnections, getConnection]
const scanEnded = [...scanMoved, listCoverage, listEvents]
export const findingsChanged = [
  listFindings,
  groupFindings,
  getFinding,
  listDecisions,
  getDecision,
  getOverview,
  listChecks,
  getCheck,
  listIdentities,
  getIdentity,
  listEvents,
  listCoverage,
]

const directoryMoved = [
  listEnterprises,
  getEnterprise,
  listDirectoryUsers,
  getDirectoryUser,
  listDirectoryGroups,
  listGroupMembers,
  listOrganizations,
  listOrganizationMembers,
  listTeams,
  getTeam,
  getLicences,
  listScimRequests,
  listScimTokens,
  getSignIn,
  listSignInLinks,
  listAccounts,
  listMails,
  explainAccess,
  getMove,
]

/** Events come in bursts while a scan reads; the page is brought up to date once for each burst. */
const burstMs = 350
/** An identity provider writes for minutes on end, and reading a large directory again is not free. */
const scimBurstMs = 900
/** A break shorter than this is nobody's business. */
const patienceMs = 3000

type Status = 'on' | 'off'
let status: Status = 'on'
const listeners = new Set<() => void>()

function setStatus(next: Status): void {
  if (status === next) return
  status = next
  for (const listener of listeners) listener()
}

export function useLive(): Status {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => status,
  )
}

/** Follows the server's events until the answered function is called. */
export function followEvents(): () => void {
  const old = new Set<AnyRoute>()
  let burst: ReturnType<typeof setTimeout> | undefined
  let doubt: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let source: EventSource | undefined
  let broken = false
  /** There is more than a broken stream to say that the server cannot be reached. */
  let suspected = false

  const flush = () => {
    burst = undefined
    const routes = [...old]
    old.clear()
    void refresh(...routes)
  }
  const outdate = (routes: readonly AnyRoute[], ms = burstMs) => {
    for (const route of routes) old.add(route)
    burst ??= setTimeout(flush, ms)
  }

  const connect = () => {
    source = new EventSource(routeUrl(followLive))
    source.onopen = () => {
      clearTimeout(doubt)
      doubt = undefined
      suspected = false
      setStatus('on')
      // What was missed meanwhile is not told again.
      if (broken) void queryClient.invalidateQueries()
      broken = false
    }
    source.onerror = () => {
      broken = true
      if (suspected) setStatus('off')
      else doubt ??= setTimeout(() => setStatus('off'), patienceMs)
      // A network error is tried again by itself; a refusal is final, and may mean that the session has ended.
      if (source?.readyState !== EventSource.CLOSED) return
      again = setTimeout(() => {
        void queryClient.invalidateQueries(sessionQuery())
        connect()
      }, 5000)
    }
    source.addEventListener('scan', (event) => {
      const { state } = JSON.parse(event.data) as { state: string }
      outdate(state === 'queued' || state === 'running' ? scanMoved : scanEnded)
    })
    source.addEventListener('connection', () => outdate(connectionMoved))
    source.addEventListener('findings', () => outdate(findingsChanged))
    source.addEventListener('scim', () => outdate(directoryMoved, scimBurstMs))
  }

  // A stream that was cut off can seem to stand for minutes. A new one tells at once whether the server is there.
  const look = () => {
    suspected = true
    clearTimeout(again)
    source?.close()
    connect()
  }
  const lookAgain = () => {
    broken = true
    look()
  }
  const networkEvents = ['offline', 'online'] as const
  for (const event of networkEvents) window.addEventListener(event, lookAgain)
  const unfollow = [queryClient.getQueryCache(), queryClient.getMutationCache()].map((cache) =>
    cache.subscribe((event) => {
      if (event.type !== 'updated' || (event.action.type !== 'failed' && event.action.type !== 'error')) return
      // What fetch answers with where no server does; one that is away already is tried again by itself.
      if (event.action.error instanceof TypeError && status === 'on' && !suspected) look()
    }),
  )

  connect()
  return () => {
    for (const event of networkEvents) window.removeEventListener(event, lookAgain)
    for (const stop of unfollow) stop()
    source?.close()
    for (const timer of [burst, doubt, again]) clearTimeout(timer)
    setStatus('on')
  }
}
