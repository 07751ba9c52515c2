import { readdirSync, readFileSync } from 'node:fs'

/** Parent, and CPU milliseconds of children that ended (ticks of 10 ms), of /proc/PID/stat; the name in it may hold spaces. */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { parent: Number(fields[1]), ended: (Number(fields[13]) + Number(fields[14])) * 10 }
}

/** CPU milliseconds, user and system, of all threads of a process: the scheduler counts nanoseconds. */
function runTime(pid) {
  let sum = 0
  for (const thread of readdirSync(`/proc/${pid}/task`))
    sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  return sum
}

function familyOf(root) {
  const children = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const { parent } = statOf(name)
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // Gone since the folder was read.
    }
  }
  const all = []
  const add = (pid) => {
    all.push(pid)
    for (const child of children.get(pid) ?? []) add(child)
  }
  add(root)
  return all
}

/**
 * CPU milliseconds used so far: of a server process itself, and of its database, which is its children or the tree of
 * another process. Children that ended count with the database.
 */
export function cpuOf(server, database = null) {
  const sum = (pids) =>
    pids.reduce((total, pid) => {
      try {
        return total + runTime(pid) + statOf(pid).ended
      } catch {
        return total
      }
    }, 0)
  const [itself, ...children] = familyOf(server)
  return {
    server: runTime(itself),
    database: sum(children) + statOf(itself).ended + (database === null ? 0 : sum(familyOf(database))),
  }
}

/** Resident megabytes of one process. */
export const memoryOf = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
