/** RFC 7644 §3.12, table 9. */
export type ScimType =
  | 'invalidFilter'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'invalidValue'
  | 'noTarget'
  | 'mutability'
  | 'uniqueness'

/**
 * A command that the enterprise refuses. `status` is the HTTP status it has at the SCIM API; `message` says what happened
 * to what and names the attribute, `fix` what to do; `github` is the text that GitHub is publicly known to answer.
 */
export class DirectoryError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  readonly fix: string | undefined
  readonly github: string | undefined
  /** What of the command it is about, where that is one thing that another has already. */
  readonly taken: 'login' | 'email' | undefined

  constructor(
    status: number,
    message: string,
    more: {
      scimType?: ScimType | undefined
      fix?: string
      github?: string | undefined
      taken?: 'login' | 'email'
    } = {},
  ) {
    super(message)
    this.name = 'DirectoryError'
    this.status = status
    this.scimType = more.scimType
    this.fix = more.fix
    this.github = more.github
    this.taken = more.taken
  }
}

export function invalidValue(message: string, fix: string): DirectoryError {
  return new DirectoryError(400, message, { scimType: 'invalidValue', fix })
}

export function notFound(
  what: 'user' | 'group' | 'team' | 'account' | 'organization',
  id: string | number,
): DirectoryError {
  return new DirectoryError(404, `There is no ${what} ${id} in this enterprise.`, {
    fix:
      what === 'user'
        ? 'A hard-deprovisioned user never comes back under its id: provision it anew.'
        : `Check the id of the ${what}.`,
    github: 'Not Found',
  })
}
