import { notifications } from '@mantine/notifications'
import {
  type Connection,
  type ConnectorSheet,
  getConnection,
  listConnections,
  listRegistrations,
  type PreflightReport,
  preflight,
  replaceCredential,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import {
  type Faults,
  type FieldValues,
  faultsOf,
  fieldsFor,
  firstMethod,
  inputOf,
  missingFields,
  registering,
} from '../connect/field-values.ts'
import { useRegister } from '../connect/use-register.ts'
import { useStartScans } from './scan-actions.ts'

const route = getRouteApi('/signed-in/connections/$id')

/** A change of a connection's credential: another one, one more, or one less. It is tried before it is made. */
export function useReplacement(connection: Connection, connector: ConnectorSheet) {
  const { registration: wanted } = route.useSearch()
  const navigate = route.useNavigate()
  const registrations = useQuery({ ...read(listRegistrations), enabled: connector.registration !== null }).data?.items
  const registration = registrations?.find(
    ({ id, connectionId }) => connectionId === connection.id && (wanted === undefined || id === wanted),
  )
  const [method, setMethod] = useState(() => methodOf(connection, connector))
  /** A part that is to be taken away. */
  const [removal, setRemoval] = useState<string>()
  const [typed, setTyped] = useState<FieldValues>({})
  const [missing, setMissing] = useState<Faults>({})
  const [report, setReport] = useState<PreflightReport>()
  const [tried, setTried] = useState(0)
  const done = useRef(false)
  const scan = useStartScans()
  const register = useRegister(connector.id, () => {
    done.current = true
  })
  const fields = fieldsOf(connector, method)
  const untouched: FieldValues = Object.fromEntries(
    fields.flatMap(({ id, type }) => (type === 'text' ? [[id, String(connection.config[id] ?? '')]] : [])),
  )
  const values: FieldValues = { ...untouched, ...typed }
  const given = (part = removal) => {
    if (part !== undefined) return emptied(connector, part)
    if (registration) return { config: {}, secrets: {}, registration: registration.id }
    const { config, secrets } = inputOf({ id: connector.id, config: fields }, values)
    return { config, secrets }
  }

  const attempt = useMutation({
    gcTime: 0,
    mutationFn: (part: string | undefined) =>
      call(preflight, { body: { connector: connector.id, connection: connection.id, ...given(part) } }),
    onSuccess: setReport,
  })
  const replace = useMutation({
    gcTime: 0,
    mutationFn: () => call(replaceCredential, { params: { id: connection.id }, body: given() }),
    onSuccess: () => {
      clear()
      done.current = true
      notifications.show({
        title: 'The credential is changed',
        message: 'What it replaces is deleted. A scan with what there is now has started.',
      })
      scan.mutate([connection])
      backToTab()
      return refresh(getConnection, listConnections, listRegistrations)
    },
  })
  const refusal = replace.error ?? attempt.error ?? register.error

  function clear() {
    done.current = false
    setTyped({})
    setMissing({})
    setReport(undefined)
    setRemoval(undefined)
    replace.reset()
    attempt.reset()
    register.reset()
  }
  /** What the system sent along with the browser leaves the address. */
  const backToTab = () => void navigate({ search: { tab: 'credential' }, replace: true, resetScroll: false })

  return {
    registration,
    method,
    removal,
    fields,
    values,
    faults: { ...(refusal ? faultsOf(refusal, fields, values) : {}), ...missing },
    refusal,
    report,
    tried,
    register,
    trying: attempt.isPending,
    making: replace.isPending,
    busy: attempt.isPending || replace.isPending || register.starting,
    /** Whether leaving loses something. */
    typed: () => !done.current && Object.values(typed).some((value) => value !== ''),
    clear,
    backToTab,
    choose: (next: string) => {
      clear()
      setMethod(next)
    },
    change: (id: string, value: string) => {
      setTyped({ ...typed, [id]: value })
      setReport(undefined)
      setMissing({})
    },
    check: () => {
      done.current = false
      const lacking = missingFields(fields, values)
      setMissing(lacking)
      setTried(tried + 1)
      replace.reset()
      attempt.reset()
      if (Object.keys(lacking).length > 0) return
      if (method !== registering) attempt.mutate(undefined)
      else register.start({ config: serverOf(connection, connector), connection: connection.id })
    },
    checkRegistered: () => {
      replace.reset()
      attempt.mutate(undefined)
    },
    takeAway: (part: string) => {
      clear()
      setRemoval(part)
      attempt.mutate(part)
    },
    make: () => replace.mutate(),
  }
}

export type Replacement = ReturnType<typeof useReplacement>

const fieldsOf = (connector: ConnectorSheet, method: string | null) =>
  method === null
    ? connector.config.filter(({ type }) => type === 'secret')
    : fieldsFor(connector, method).filter((field) => field.method === method)

/** Empty fields take away what is there. */
function emptied({ config }: ConnectorSheet, part: string) {
  const fields = config.filter(({ method }) => method === part)
  const empty = (secret: boolean): Record<string, string> =>
    Object.fromEntries(fields.flatMap(({ id, type }) => ((type === 'secret') === secret ? [[id, '']] : [])))
  return { config: empty(false), secrets: empty(true) }
}

/** The method that the connection uses, or the first that there is. */
const methodOf = ({ credential }: Connection, connector: ConnectorSheet): string | null =>
  connector.methods.find(({ id }) => credential.methods?.at(-1) === id)?.id ?? firstMethod(connector)

/** Where an App for the connection is made: on its server, by the first of what it reads. */
function serverOf({ config }: Connection, connector: ConnectorSheet): Record<string, string | string[]> {
  const own = connector.config.filter(({ method, id }) => method === undefined && config[id] !== undefined)
  return Object.fromEntries(
    own.map(({ id }) => {
      const value = config[id] ?? ''
      return [id, Array.isArray(value) ? value.slice(0, 1) : value]
    }),
  )
}
