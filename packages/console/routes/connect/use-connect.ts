import {
  type Connection,
  type ConnectorSheet,
  createConnection,
  getConnection,
  listConnections,
  listRegistrations,
  type PreflightReport,
  preflight,
  type Registration,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { call, queryClient, read, refresh } from '../../api.ts'
import { usualSchedule } from '../connections/schedule.ts'
import {
  type Faults,
  type FieldValues,
  faultsOf,
  fieldsFor,
  firstMethod,
  inputOf,
  missingFields,
  registering,
} from './field-values.ts'
import { useRegister } from './use-register.ts'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** How far the wizard is, so that the browser's own way back goes one step back. */
    connectStep?: Step
  }
}

export type Step = 1 | 2 | 3

/** What was typed lives here and nowhere else: not in the address, not in a cache, and not after it was sent. */
export function useConnect(connector: ConnectorSheet, registration: Registration | null) {
  const begun: FieldValues = Object.fromEntries(
    connector.config.flatMap(({ id, initial }) => (initial ? [[id, initial]] : [])),
  )
  const [values, setValues] = useState<FieldValues>(begun)
  const [method, setMethod] = useState(firstMethod(connector))
  const fields = fieldsFor(connector, method)
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
  const goTo = (next: Step) => navigate({ to: '.', search: true, state: { connectStep: next } })

  const [scopes, setScopes] = useState<string[]>([])
  const register = useRegister(connector.id, () => {
    connected.current = true
  })
  /** What is connected: what was typed, or the App that was made with the organizations that were chosen. */
  const given = (chosen = scopes) => {
    // What was typed for a method that was left again is not sent along, unless methods join.
    if (!registration) return inputOf(connector.methodsJoin ? connector : { id: connector.id, config: fields }, values)
    const list = connector.config.find(({ type }) => type === 'list')
    const config: Record<string, string[]> = list ? { [list.id]: chosen } : {}
    return { connector: connector.id, config, secrets: {}, registration: registration.id }
  }

  const attempt = useMutation({
    gcTime: 0,
    mutationFn: (chosen: string[] | undefined) => call(preflight, { body: given(chosen) }),
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
        body: { ...given(), scanEveryHours: hours, ...instance, ...(own === '' ? {} : { name: own }) },
      })
      return connection
    },
    onSuccess: finish,
    onError: (error) => {
      // The credential or an address was refused in the meantime: that is mended where it was typed.
      if (Object.keys(faultsOf(error, fields, values)).length > 0) void goTo(1)
    },
  })

  async function finish(connection: Connection): Promise<void> {
    connected.current = true
    setValues({})
    // Its page need not ask for what was just answered.
    queryClient.setQueryData(read(getConnection, { params: { id: connection.id } }).queryKey, connection)
    void refresh(listConnections, listRegistrations)
    await navigate({ to: '/connections/$id', params: { id: connection.id } })
  }

  const refusal = attempt.error ?? create.error ?? register.error
  return {
    connector,
    fields,
    method,
    chooseMethod: (next: string) => {
      setMethod(next)
      setMissing({})
      attempt.reset()
      register.reset()
    },
    choices: register.choices,
    setChoices: register.setChoices,
    registration,
    checkRegistered: (chosen: string[]) => {
      setScopes(chosen)
      create.reset()
      attempt.mutate(chosen)
    },
    step,
    report,
    values,
    change: (id: string, value: string) => {
      setValues({ ...values, [id]: value })
      // What was found out is about the old values.
      setReport(undefined)
      setMissing(Object.fromEntries(Object.entries(missing).filter(([field]) => field !== id)))
    },
    faults: { ...(refusal ? faultsOf(refusal, fields, values) : {}), ...missing },
    refusal,
    /** How often it was tried. */
    tried,
    check: () => {
      const lacking = missingFields(fields, values)
      setMissing(lacking)
      setTried(tried + 1)
      create.reset()
      attempt.reset()
      register.reset()
      if (Object.keys(lacking).length > 0) return
      if (method === registering) register.start({ config: inputOf(connector, values).config })
      else attempt.mutate(undefined)
    },
    /** Types into all of these fields at once. */
    fill: (given: FieldValues) => {
      setValues({ ...values, ...given })
      setMethod(connector.config.find(({ id, method: of }) => of !== undefined && given[id])?.method ?? method)
      setReport(undefined)
      setMissing({})
    },
    checking: attempt.isPending || register.starting,
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
    typed: () => !connected.current && Object.entries(values).some(([id, value]) => value.trim() !== (begun[id] ?? '')),
  }
}

export type Connect = ReturnType<typeof useConnect>
