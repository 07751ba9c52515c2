import { type CheckDetail, listConnections } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ExternalLink } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import '../findings/finding-drawer.css'

/** Steps, and the page of each organization on which they are done. */
export function FixCard({ check }: { check: CheckDetail }) {
  const { steps, link } = check.fix
  return (
    <Card title="How to fix">
      <div className="stack" style={{ ['--stack-gap' as string]: '14px' }}>
        <ol className="steps check-text">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {link ? <Places check={check} link={link} /> : null}
      </div>
    </Card>
  )
}

/** A link with a subject's name in it exists once for each finding, and stands there. */
function Places({ check: { byScope, counts }, link }: { check: CheckDetail; link: string }) {
  const mayRead = useMay('connections:read')
  const { data } = useQuery({ ...read(listConnections), enabled: mayRead })
  if (link.includes('{name}'))
    return counts && counts.fail > 0 ? (
      <p className="muted small">Each finding links to the page where it is done.</p>
    ) : null
  const places = byScope.flatMap(({ connectionId, scope, fail, unknown }) => {
    const web = data?.items.find(({ id }) => id === connectionId)?.web
    return web && fail + unknown > 0 ? [{ scope, href: fill(link, web, scope) }] : []
  })
  if (places.length === 0) return null
  return (
    <p className="row small" style={{ ['--row-gap' as string]: '14px' }}>
      <span className="muted">Where it is done:</span>
      {places.map(({ scope, href }) => (
        <ExternalLink key={href} href={href}>
          {scope}
        </ExternalLink>
      ))}
    </p>
  )
}

const fill = (link: string, web: string, scope: string) =>
  link.replaceAll('{web}', web).replaceAll('{scope}', encodeURIComponent(scope))
