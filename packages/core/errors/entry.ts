/** What class of failure this is. HTTP status and CLI exit code follow from it. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'limited'
  | 'upstream'
  | 'bug'

export interface ErrorEntry {
  kind: ErrorKind
  /** What happened, to what. `{name}` is filled from the error's params. */
  message: string
  /** What to do. */
  fix: string
  /** Where the kind allows two HTTP statuses, the one that is not its default. */
  status?: number
}
