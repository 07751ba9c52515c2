import { Pool } from 'undici'
import { cpuOf, memoryOf } from './cpu.mjs'

export const lanes = 8

/** Sends requests on eight lanes, so many or for so long; the time of each in ms. */
async function send(pool, count, seconds, next) {
  const times = []
  const end = performance.now() + seconds * 1000
  let left = count
  const lane = async () => {
    while (left-- > 0 && performance.now() < end) {
      const { method, path, body, headers } = next()
      const began = performance.now()
      const answer = await pool.request({ method, path, headers, body })
      const text = await answer.body.text()
      times.push(performance.now() - began)
      if (answer.statusCode >= 300)
        throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return times
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/**
 * Measures several systems on one kind of request, in rounds in which each has its turn: what else the machine does
 * meets all alike. Each system says how it is asked; the first one is the limit. Medians of the rounds.
 */
export async function compare(systems, { count, rounds, warmUp, seconds }) {
  const runs = systems.map((system) => ({
    system,
    pool: new Pool(system.url, { connections: lanes }),
    cpu: [],
    server: [],
    database: [],
    ratio: [],
    rate: [],
    times: [],
  }))
  for (const { pool, system } of runs) await send(pool, warmUp, seconds * 4, system.next)
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) {
      const { system, pool } = run
      const before = cpuOf(system.pid, system.database)
      const began = performance.now()
      const times = await send(pool, count, seconds, system.next)
      const sent = times.length
      run.times.push(...times)
      run.rate.push((sent * 1000) / (performance.now() - began))
      const after = cpuOf(system.pid, system.database)
      run.server.push((after.server - before.server) / sent)
      run.database.push((after.database - before.database) / sent)
      run.cpu.push((after.server + after.database - before.server - before.database) / sent)
      run.ratio.push(run.cpu.at(-1) / runs[0].cpu.at(-1))
    }
  }
  await Promise.all(runs.map(({ pool }) => pool.close()))
  return runs.map(({ system, times, ...run }) => {
    times.sort((a, b) => a - b)
    return {
      name: system.name,
      cpu: median(run.cpu),
      server: median(run.server),
      database: median(run.database),
      ratio: median(run.ratio),
      spread: [Math.min(...run.ratio), Math.max(...run.ratio)],
      rate: median(run.rate),
      p50: times[Math.floor(times.length / 2)],
      p99: times[Math.floor(times.length * 0.99)],
      memory: memoryOf(system.pid),
    }
  })
}
