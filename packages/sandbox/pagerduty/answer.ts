/** What the sandbox answers to one request, before it is put on the wire. */
export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })

/** PagerDuty's error object. The codes are those of its error list: 2006 sign-in, 2010 access, 2012 plan, 2020 limit, 2100 not found. */
export function refuse(status: number, code: number, message: string, errors: string[] = []): Answer {
  return { status, body: { error: { message, code, ...(errors.length > 0 ? { errors } : {}) } } }
}

export const refuseInput = (problem: string): Answer => refuse(400, 2001, 'Invalid Input Provided', [problem])
export const refuseAccess = (problem: string): Answer => refuse(403, 2010, 'Access Denied', [problem])
export const refusePlan = (ability: string): Answer =>
  refuse(402, 2012, 'Account Abilities Missing', [`Required abilities are unavailable: ${ability}`])
export const refuseMissing = (): Answer => refuse(404, 2100, 'Not Found')
export const refuseLimit = (): Answer => refuse(429, 2020, 'Rate Limit Exceeded')
