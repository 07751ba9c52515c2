import {
  addressOf,
  checkEvent,
  type Destination,
  type DestinationDeps,
  fetchTo,
  refusedBy,
  type StreamedEvent,
  type Way,
} from './destination.ts'

/**
 * An HTTPS event collector: a POST of a JSON object a line, the token as a bearer token. No public document shows the
 * request that GitHub sends; this is what collectors take. Any 2xx means that it has them.
 */
export function httpsDestination(deps: DestinationDeps, { config, secret, signal }: Way): Destination {
  const origin = addressOf(config)
  const url = origin + String(config.path)
  const fetch = fetchTo(deps, origin, signal)
  const post = async (events: readonly StreamedEvent[]) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret.token}`, 'content-type': 'application/x-ndjson' },
      body: `${events.map((event) => JSON.stringify(event)).join('\n')}\n`,
    })
    if (!response.ok) throw refusedBy(url, `it answered ${response.status}`)
  }
  return { send: post, check: () => post([checkEvent()]) }
}
