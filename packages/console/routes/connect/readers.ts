import type { ConnectorSheet } from '@rollcall/api'

type Methods = ConnectorSheet['methods']

/** `Personal access token` for `Personal access token (classic)`: beside another it needs no more. */
const nameMethod = (id: string, methods: Methods): string =>
  (methods.find((one) => one.id === id)?.name ?? id).replace(/ \(.*\)$/, '')

/** "by GitHub App and Personal access token". Empty where nothing was asked. */
export const describeReaders = (ids: readonly string[], methods: Methods): string =>
  ids.length === 0 ? '' : `by ${ids.map((id) => nameMethod(id, methods)).join(' and ')}`
