import type { EnterpriseReport } from '@rollcall/api'
import { Card } from '../../ui/page.tsx'
import './enterprise-facts.css'

const verdicts: Record<EnterpriseReport['belongs'], (slug: string | null) => string> = {
  yes: (slug) => (slug === null ? 'belongs to an enterprise account' : `belongs to the enterprise account ${slug}`),
  no: () => 'belongs to no enterprise account',
  unknown: () => 'may belong to an enterprise account: nothing that could be seen decides it',
}

const words: Record<'proof' | 'hint' | 'against', string> = { proof: 'Proof', hint: 'Hint', against: 'Against' }

/** Whether the organizations belong to an enterprise, with what speaks for it and against it. */
export function EnterpriseFacts({ reports, recorded }: { reports: EnterpriseReport[]; recorded: string }) {
  if (reports.length === 0 && recorded === '') return null
  const above = reports.some(({ belongs }) => belongs === 'yes')
  return (
    <Card
      title="Enterprise"
      lead={
        recorded !== ''
          ? `This connection records the enterprise account ${recorded}. What belongs to the enterprise itself is not read by this version; its organizations are.`
          : above
            ? 'Switch on “Enterprise Account” and enter the slug to record it with the connection.'
            : 'What GitHub says of it, and nothing that is guessed.'
      }
    >
      <ul className="enterprise-list">
        {reports.map(({ scope, belongs, slug, evidence }) => (
          <li key={scope}>
            <p>
              <span className="strong">{scope}</span> {verdicts[belongs](slug)}.
            </p>
            <ul className="enterprise-evidence">
              {evidence.map(({ fact, endpoint, says }) => (
                <li key={fact} className="secondary small">
                  <span className={says === 'proof' ? 'badge' : 'badge warn'}>
                    {says === null ? 'Undecided' : words[says]}
                  </span>
                  <span>
                    {fact} <code>{endpoint}</code>
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  )
}
