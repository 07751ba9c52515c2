import { notifications } from '@mantine/notifications'
import {
  type Connection,
  type ConnectorSheet,
  getConnection,
  groupFindings,
  listConnections,
  listCoverage,
  listFindings,
  previewSettings,
  type SettingsPreview,
  updateConnection,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { changedSettings, type FieldValues, faultsOf, settingFields, settingValues } from '../connect/field-values.ts'
import { useStartScans } from './scan-actions.ts'

/** A change of a connection's settings: looked at before it is made. */
export function useSettings(connection: Connection, connector: ConnectorSheet) {
  // Nothing lies folded here: there is little, and all of it is why one came.
  const fields = settingFields(connector).map(({ advanced: _, ...field }) => field)
  const before = settingValues(fields, connection.config)
  const [typed, setTyped] = useState<FieldValues>({})
  const [preview, setPreview] = useState<SettingsPreview>()
  const [tried, setTried] = useState(0)
  const scan = useStartScans()
  const values = { ...before, ...typed }
  const given = { config: changedSettings(fields, before, values) }
  const params = { id: connection.id }

  const attempt = useMutation({
    mutationFn: () => call(previewSettings, { params, body: given }),
    onSuccess: setPreview,
  })
  const save = useMutation({
    mutationFn: () => call(updateConnection, { params, body: given }),
    onSuccess: async () => {
      const scans = preview?.preflight != null
      notifications.show({
        title: 'The settings are changed',
        message: scans ? 'A scan with them has started.' : 'Findings are judged by them.',
      })
      if (scans) scan.mutate([connection])
      await refresh(getConnection, listConnections, listCoverage, listFindings, groupFindings)
      clear()
    },
  })
  const refusal = save.error ?? attempt.error

  function clear() {
    setTyped({})
    setPreview(undefined)
    attempt.reset()
    save.reset()
  }

  return {
    fields,
    values,
    touched: Object.keys(given.config).length > 0,
    faults: refusal ? faultsOf(refusal, fields, values) : {},
    refusal,
    preview,
    tried,
    looking: attempt.isPending,
    saving: save.isPending,
    busy: attempt.isPending || save.isPending,
    change: (id: string, value: string) => {
      setTyped({ ...typed, [id]: value })
      setPreview(undefined)
      attempt.reset()
      save.reset()
    },
    look: () => {
      setTried(tried + 1)
      save.reset()
      attempt.mutate()
    },
    save: () => save.mutate(),
    clear,
  }
}

export type SettingsEdit = ReturnType<typeof useSettings>
