import { startRegistration } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'

type Config = Record<string, string | string[]>

/** Starts making a credential in the browser; the browser leaves for the system then. */
export function useRegister(connector: string, leave: () => void) {
  const [choices, setChoices] = useState<string[]>([])
  const start = useMutation({
    gcTime: 0,
    mutationFn: ({ config, connection }: { config: Config; connection?: string }) =>
      call(startRegistration, {
        body: { connector, config, choices, ...(connection === undefined ? {} : { connection }) },
      }),
    onSuccess: ({ form }) => {
      leave()
      window.location.assign(form)
    },
  })
  return {
    choices,
    setChoices,
    start: start.mutate,
    reset: start.reset,
    error: start.error,
    // Until the browser is gone.
    starting: start.isPending || start.isSuccess,
  }
}
