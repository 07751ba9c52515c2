/** What the sandbox answers to one request, before it is put on the wire. */
export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export const ok = (body: unknown, headers?: Record<string, string>): Answer =>
  headers ? { status: 200, body, headers } : { status: 200, body }

/** GitHub's error object. `docs` is the part of the address after the documentation's root. */
export function refuse(status: number, message: string, docs: string, headers?: Record<string, string>): Answer {
  const body = { message, documentation_url: docs, status: String(status) }
  return headers ? { status, body, headers } : { status, body }
}

/** A 422 with one field at fault. */
export function refuseField(docs: string, resource: string, field: string): Answer {
  return {
    status: 422,
    body: { message: 'Validation Failed', documentation_url: docs, errors: [{ resource, field, code: 'invalid' }] },
  }
}
