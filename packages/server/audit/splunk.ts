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

const path = '/services/collector'

/** Splunk's HTTP Event Collector: events in envelopes, one after the other; code 0 in its answer means that it has them. */
export function splunkDestination(deps: DestinationDeps, { config, secret, signal }: Way): Destination {
  const origin = addressOf(config)
  const fetch = fetchTo(deps, origin, signal)
  const post = async (events: readonly StreamedEvent[]) => {
    const response = await fetch(origin + path, {
      method: 'POST',
      headers: { authorization: `Splunk ${secret.token}`, 'content-type': 'application/json' },
      body: events.map((event) => JSON.stringify(envelope(event))).join('\n'),
    })
    const answer = (await response.json().catch(() => null)) as { code?: unknown; text?: unknown } | null
    if (response.ok && answer?.code === 0) return
    const said = typeof answer?.text === 'string' ? `: ${answer.text.slice(0, 200)}` : ''
    throw refusedBy(origin + path, `it answered ${response.status}${said}`)
  }
  return { send: post, check: () => post([checkEvent()]) }
}

/** Splunk counts in seconds. */
const envelope = (event: StreamedEvent) => ({
  time: Number(event['@timestamp']) / 1000,
  source: 'rollcall',
  sourcetype: 'github:audit',
  event,
})
