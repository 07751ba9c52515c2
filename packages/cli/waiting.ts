import { type Cli, say } from './cli.ts'

/** Says, once for each wait, that a scan stands still for the system's quota, and until when. */
export function tellWaits(cli: Cli, quiet: boolean): (until: string | null) => void {
  let told: string | null = null
  return (until) => {
    if (until === told) return
    told = until
    if (quiet || until === null) return
    const minutes = Math.max(1, Math.ceil((Date.parse(until) - cli.now().getTime()) / 60_000))
    say(
      cli,
      `Waiting for the quota until ${until.slice(11, 16)} UTC (${minutes} ${minutes === 1 ? 'minute' : 'minutes'}); the rest of it is left to others. It goes on by itself; Ctrl-C cancels.`,
    )
  }
}
