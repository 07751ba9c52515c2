import {
  type Connection,
  type ConnectorSheet,
  createConnection,
  getConnection,
  listConnections,
  type PreflightReport,
  preflight,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { call, queryClient, read, refresh } from '../../api.ts'
import { usualSchedule } from '../connections/schedule.ts'
import { type Faults, type FieldValues, faultsOf, inputOf, missingFields } from './field-values.ts'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** How far the wizard is, so that the browser's own way back goes one step back. */
    connectStep?: Step
  }
}

export type Step = 1 | 2 | 3

/** What was typed lives here and nowhere else: not in the address, not in a cache, and not after it was sent. */
export function useConnect(connector: ConnectorSheet) {
  const [values, setValues] = useState<FieldValues>({})
  const [report, setReport] = useState<PreflightReport>()
  const [missing, setMissing] = useState<Faults>({})
  const [tried, setTried] = useState(0)
  const [name, setName] = useState<string>()
  const [hours, setHours] = useState(usualSchedule)
  const [instance, setInstance] = useState({ label: '', owner: '' })
  const connected = useRef(false)
  const router = useRouter()
  const navigate = useNavigate()
  const wanted = useRouterState({ select: (state) => state.location.state.connectStep ?? 1 })
  const step: Step = report ? wanted : 1
  const goTo = (next: Step) => navigate({ to: '.', state: { connectStep: next } })

  const attempt = useMutation({
    gcTime: 0,
    mutationFn: () => call(preflight, { body: inputOf(connector, values) }),
    onSuccess: (answer) => {
      setReport(answer)
      void goTo(2)
    },
  })

  const create = useMutation({
    gcTime: 0,
    mutationFn: async () => {
      const own = name?.trim() ?? ''
      const { connection } = await call(createConnection, {
        body: {
          ...inputOf(connector, values),
          scanEveryHours: hours,
          ...instance,
          ...(own === '' ? {} : { name: own }),
        },
      })
      return connection
    },
    onSuccess: finish,
    onError: (error) => {
      // The credential or an address was refused in the meantime: that is mended where it was typed.
      if (Object.keys(faultsOf(error, connector.config, values)).length > 0) void goTo(1)
    },
  })

  async function finish(connection: Connection): Promise<void> {
    connected.current = true
    setValues({})
    // Its page need not ask for what was just answered.
    queryClient.setQueryData(read(getConnection, { params: { id: connection.id } }).queryKey, connection)
    void refresh(listConnections)
    await navigate({ to: '/connections/$id', params: { id: connection.id } })
  }

  const refusal = attempt.error ?? create.error
  return {
    connector,
    step,
    report,
    values,
    change: (id: string, value: string) => {
      setValues({ ...values, [id]: value })
      // What was found out is about the old values.
      setReport(undefined)
      setMissing(Object.fromEntries(Object.entries(missing).filter(([field]) => field !== id)))
    },
    faults: { ...(refusal ? faultsOf(refusal, connector.config, values) : {}), ...missing },
    refusal,
    /** How often it was tried. */
    tried,
    check: () => {
      const lacking = missingFields(connector.config, values)
      setMissing(lacking)
      setTried(tried + 1)
      create.reset()
      attempt.reset()
      if (Object.keys(lacking).length === 0) attempt.mutate()
    },
    /** Types into all of these fields at once. */
    fill: (given: FieldValues) => {
      setValues({ ...values, ...given })
      setReport(undefined)
      setMissing({})
    },
    checking: attempt.isPending,
    name,
    setName: (next: string) => {
      setName(next)
      create.reset()
    },
    hours,
    setHours,
    instance,
    setInstance,
    create: () => create.mutate(),
    creating: create.isPending || create.isSuccess,
    goTo,
    goBack: () => router.history.back(),
    /** Whether leaving loses something. */
    typed: () => !connected.current && Object.values(values).some((value) => value.trim() !== ''),
  }
}

export type Connect = ReturnType<typeof useConnect>
