import { readdirSync, readFileSync } from 'node:fs'

const ticks = 100

/** Fields of /proc/PID/stat from the third on; the name before them may hold spaces. */
const statOf = (pid) => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** CPU milliseconds that a process, all its children and those of them that ended have used so far. */
export function cpuOf(pid) {
  const children = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const parent = Number(statOf(name)[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
    } catch {
      // Gone since the folder was read.
    }
  }
  let sum = 0
  const add = (one) => {
    try {
      const stat = statOf(one)
      sum += Number(stat[11]) + Number(stat[12]) + Number(stat[13]) + Number(stat[14])
    } catch {
      return
    }
    for (const child of children.get(one) ?? []) add(child)
  }
  add(pid)
  return (sum * 1000) / ticks
}

/** Resident megabytes of one process. */
export const memoryOf = (pid) => {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1] ?? 0) / 1024
}
