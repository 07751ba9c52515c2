import { ChevronRightIcon } from '@primer/octicons-react'
import type { CheckDetail } from '@rollcall/api'
import { Card } from '../../ui/page.tsx'
import { judgementStates, State } from '../../ui/state.tsx'

/** How it judges, by example. The same examples are the check's tests. */
export function ExamplesCard({ check: { examples } }: { check: CheckDetail }) {
  if (examples.length === 0) return null
  return (
    <Card title="How it judges" lead="Its own examples, which are its tests too.">
      <ul className="check-examples">
        {examples.map(({ state, when, subject, others }) => (
          <li key={`${state} ${when}`}>
            <details>
              <summary>
                <ChevronRightIcon size={14} className="check-chevron" />
                <span className="grow">{when}</span>
                <State look={judgementStates[state]} />
              </summary>
              <pre>{JSON.stringify(others === undefined ? subject : { subject, others }, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Card>
  )
}
