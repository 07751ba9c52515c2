import { useSession } from '../../session.ts'

export function DemoBanner() {
  const { demo } = useSession()
  if (!demo) return null
  return (
    <aside className="demo-banner" aria-label="Demo data">
      <span className="strong">Demo data.</span>
      <span>Harborlight is made up and lives on this machine; nothing leaves it.</span>
    </aside>
  )
}
