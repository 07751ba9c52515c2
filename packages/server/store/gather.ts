import pg from 'pg'
import type { Queries } from './database.ts'

/** So long one statement keeps those that wait for it from going ahead of it. */
const patienceMs = 20

interface Waiting<Ask, Answer> {
  ask: Ask
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

type Run<Ask, Answer> = (asks: readonly Ask[]) => Promise<readonly Answer[]>

/**
 * Makes one statement of what is asked of a pool in one moment: what comes while a statement runs is gathered and runs
 * next. One client alone waits for nobody; many share the cost of a round trip, of a commit and of its flush to disk. On a
 * connection with a transaction of its own each runs by itself.
 * @param run carries out what was gathered, all of it or nothing; its answers stand in the order of what was asked.
 */
export function gathered<Ask, Answer>(
  most: number,
  run: (queries: Queries, asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (queries: Queries, ask: Ask) => Promise<Answer> {
  const known = new WeakMap<Queries, (ask: Ask) => Promise<Answer>>()
  return async (queries, ask) => {
    const runThere: Run<Ask, Answer> = (asks) => run(queries, asks)
    if (!(queries instanceof pg.Pool)) return (await runThere([ask]))[0] as Answer
    let gatherer = known.get(queries)
    if (!gatherer) {
      gatherer = gather(most, runThere)
      known.set(queries, gatherer)
    }
    return gatherer(ask)
  }
}

function gather<Ask, Answer>(most: number, run: Run<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  let waiting: Waiting<Ask, Answer>[] = []
  let running = 0
  let impatience: NodeJS.Timeout | null = null

  function start(): void {
    if (impatience) clearTimeout(impatience)
    impatience = null
    if (waiting.length === 0) return
    const gathered = waiting.slice(0, most)
    waiting = waiting.slice(most)
    running++
    void settle(gathered, run).finally(() => {
      running--
      start()
    })
    if (waiting.length > 0) impatience = setTimeout(start, patienceMs)
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject })
      if (running > 0) impatience ??= setTimeout(start, patienceMs)
      // Whatever else came in with this turn of the event loop goes along.
      else if (waiting.length === 1) setImmediate(start)
    })
}

async function settle<Ask, Answer>(gathered: readonly Waiting<Ask, Answer>[], run: Run<Ask, Answer>): Promise<void> {
  try {
    const answers = await run(gathered.map(({ ask }) => ask))
    for (const [index, { resolve }] of gathered.entries()) resolve(answers[index] as Answer)
  } catch (error) {
    // The database took all of it back for the fault of one: each stands or falls by itself. Of anything else, such as a
    // connection that broke, nobody knows what stands, and nothing is sent twice.
    if (gathered.length > 1 && isRefusal(error)) await Promise.all(gathered.map((one) => settle([one], run)))
    else for (const { reject } of gathered) reject(error)
  }
}

/** Errors of the statement itself: of its data (22), of a constraint (23), of another transaction (40). */
const isRefusal = (error: unknown): boolean => /^(22|23|40)...$/.test((error as { code?: string }).code ?? '')
