import { setTimeout as sleep } from 'node:timers/promises'

/** What a connection may spend: requests at a time, and the system's own limit as it tells it. */
export interface Budget {
  /** Runs one request when there is room for it. Aborting ends the wait at once. */
  spend: <T>(signal: AbortSignal, request: () => Promise<T>) => Promise<T>
  /** The system said to wait: nobody sends before this time (milliseconds since 1970). */
  pauseUntil: (time: number) => void
  /** Requests sent so far. */
  readonly sent: () => number
}

export function createBudget(concurrency: number, now: () => number = Date.now): Budget {
  let free = concurrency
  let resumeAt = 0
  let sent = 0
  const waiting: (() => void)[] = []

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal.reason)
      }
      waiting.push(go)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  function give(): void {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    async spend(signal, request) {
      await take(signal)
      try {
        for (let wait = resumeAt - now(); wait > 0; wait = resumeAt - now()) await sleep(wait, undefined, { signal })
        sent++
        return await request()
      } finally {
        give()
      }
    },
    pauseUntil(time) {
      resumeAt = Math.max(resumeAt, time)
    },
    sent: () => sent,
  }
}
