import { ApiError } from '@rollcall/api'
import type { ReactNode } from 'react'
import { Notice } from './notice.tsx'

/** Why a form was not accepted and what to do, beside the form. Nothing while there is no error. */
export function FormProblem({
  error,
  title,
  children,
  fields = [],
}: {
  error: unknown
  title?: string
  children?: ReactNode
  /** What shows its own problems: an error that is about these alone is not said twice. */
  fields?: readonly string[]
}) {
  if (!error) return null
  const known = error instanceof ApiError ? error : null
  if (known && known.fields.length > 0 && known.fields.every(({ path }) => fields.includes(path))) return null
  return (
    <Notice tone="bad" role="alert" title={title ?? known?.message ?? 'Rollcall did not answer'}>
      {children ?? known?.fix ?? 'Check that the server runs and that the network is up, then try again.'}
      {known && known.status >= 500 ? <p className="mono muted">{known.requestId}</p> : null}
    </Notice>
  )
}

/** What the server says about one field of a form, as a sentence below it. */
export function fieldProblem(error: unknown, path: string, label: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  const found = error.fields.find((field) => field.path === path)
  if (!found) return undefined
  return found.message.startsWith('it ') ? `I${found.message.slice(1)}.` : `${label} ${found.message}.`
}
