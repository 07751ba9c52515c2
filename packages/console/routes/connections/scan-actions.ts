import { notifications } from '@mantine/notifications'
import {
  ApiError,
  type Connection,
  cancelScan,
  getConnection,
  listConnections,
  listNotices,
  listScans,
  type Scan,
  startScan,
  testConnection,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { call, refresh } from '../../api.ts'

const afterScan = () => refresh(listConnections, getConnection, listScans)

/** Says what went wrong where there is no form to say it at. */
function tellFailure(title: string, error: unknown): void {
  const message = error instanceof ApiError ? `${error.message} ${error.fix}` : 'Rollcall did not answer. Try again.'
  notifications.show({ title, message, color: 'red', autoClose: 9000, role: 'alert' })
}

/** Starts a scan of each of these; those that run already are left alone. */
export function useStartScans() {
  return useMutation({
    mutationFn: async (connections: readonly Pick<Connection, 'id'>[]) => {
      const results = await Promise.allSettled(connections.map(({ id }) => call(startScan, { params: { id } })))
      const refused = results.find(
        (one) => one.status === 'rejected' && !(one.reason instanceof ApiError && one.reason.code === 'scan.running'),
      )
      if (refused?.status === 'rejected') throw refused.reason
    },
    onError: (error) => tellFailure('The scan was not started', error),
    onSettled: afterScan,
  })
}

export function useCancelScan() {
  return useMutation({
    mutationFn: (scan: Pick<Scan, 'id'>) => call(cancelScan, { params: { id: scan.id } }),
    onError: (error) => {
      // It ended by itself in the same moment: what was wanted is so.
      if (!(error instanceof ApiError && error.code === 'scan.ended')) tellFailure('The scan was not cancelled', error)
    },
    onSettled: afterScan,
  })
}

/** Tries credential, organizations and streams now; the answer is the connection as it is after that. */
export function useTestConnection() {
  return useMutation({
    mutationFn: ({ id }: Pick<Connection, 'id'>) => call(testConnection, { params: { id } }),
    onSuccess: ({ health, name }) =>
      notifications.show({
        title: health.state === 'failing' ? `${name} fails` : `${name} was tested`,
        message: health.detail,
        color: health.state === 'failing' ? 'red' : 'teal',
        autoClose: 7000,
        role: 'status',
      }),
    onError: (error) => tellFailure('The connection was not tested', error),
    onSettled: () => refresh(listConnections, getConnection, listNotices),
  })
}
