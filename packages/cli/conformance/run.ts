import { AppError } from '@rollcall/api'
import type { JsonObject } from '@rollcall/scim'
import { usageError } from '../command.ts'
import { bulkTrials } from './bulk.ts'
import type { ScimClient } from './client.ts'
import { featureTrials } from './features.ts'
import { readingTrials } from './reading.ts'
import { type Ground, idOf, insistStatus, objectOf, type Trial, Unmet, Untried, whyNot } from './trial.ts'
import { groupSchema, newUser, removingTrials, writingTrials } from './writing.ts'

const trials = [...readingTrials, ...writingTrials, ...featureTrials, ...bulkTrials, ...removingTrials]

export interface TrialResult {
  result: 'pass' | 'fail' | 'skip'
  area: Trial['area']
  title: string
  clause: string
  detail: string
}

/** How many users the server says that it holds. Nothing is tried on one that does not say. */
export async function countUsers(scim: ScimClient): Promise<number> {
  const { status, type, body } = await scim.send('GET', '/Users?startIndex=1&count=1')
  const total = body?.totalResults
  if (status === 200 && typeof total === 'number') return total
  if (status === 401 || status === 403) throw new AppError('command.scim_refused', { status })
  throw usageError(
    `GET /Users there answers ${status} with ${type || 'nothing'}, and no number of users.`,
    'Give the address below which /Users is, such as https://scim.acme.example/v2.',
  )
}

/** Runs every trial, one after the other, and removes what was made, whatever happens. */
export async function runTrials(
  scim: ScimClient,
  { readOnly, mark }: { readOnly: boolean; mark: string },
): Promise<{ results: TrialResult[]; leftBehind: string[] }> {
  const ground = groundOf(scim, mark)
  const results: TrialResult[] = []
  let leftBehind: string[] = []
  try {
    for (const trial of trials) results.push(await attempt(trial, ground, readOnly))
  } finally {
    leftBehind = await removeAll(ground)
  }
  return { results, leftBehind }
}

async function attempt(trial: Trial, ground: Ground, readOnly: boolean): Promise<TrialResult> {
  const { area, title, clause } = trial
  const told = (result: TrialResult['result'], detail = '') => ({ result, area, title, clause, detail })
  if (readOnly && !trial.reads) return told('skip', '--read-only')
  const missing = await whyNot(ground, trial)
  if (missing !== null) return told('skip', missing)
  try {
    await trial.run(ground)
    return told('pass')
  } catch (error) {
    if (error instanceof Untried) return told('skip', error.message)
    if (error instanceof Unmet) return told('fail', error.message)
    throw error
  }
}

function groundOf(scim: ScimClient, mark: string): Ground {
  const made: string[] = []
  const located = new Map<string, string | null>()
  const make = async (path: string, body: JsonObject): Promise<JsonObject> => {
    const answer = await scim.send('POST', path, body)
    insistStatus(answer, 201)
    const resource = objectOf(answer)
    const own = `${path}/${idOf(resource)}`
    made.push(own)
    located.set(own, answer.location)
    return resource
  }
  const user = once(() => make('/Users', newUser(mark, 'one')))
  return {
    scim,
    mark,
    made,
    located,
    config: once(async () => {
      const { status, body } = await scim.send('GET', '/ServiceProviderConfig')
      return status === 200 ? body : null
    }),
    user,
    second: once(() => make('/Users', newUser(mark, 'two'))),
    third: once(() => make('/Users', newUser(mark, 'Three'))),
    group: once(async () =>
      make('/Groups', {
        schemas: [groupSchema],
        externalId: `rollcall-${mark}-group`,
        displayName: `Rollcall ${mark}`,
        members: [{ value: idOf(await user()) }],
      }),
    ),
  }
}

/**
 * Makes it when it is first wanted; all that want it share the answer. Where it could not be made, that fails once, and
 * what would have stood on it could not be tried.
 */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    if (made)
      return made.catch((error: unknown) => {
        throw error instanceof Unmet ? new Untried(`could not be tried: ${error.message}`) : error
      })
    made = make()
    return made
  }
}

async function removeAll({ scim, made }: Ground): Promise<string[]> {
  const left: string[] = []
  for (const path of made.toReversed()) {
    const { status } = await scim.send('DELETE', path)
    if (![200, 204, 404].includes(status)) left.push(path)
  }
  return left
}
