import { tell } from '../live.ts'
import { expireDecisions } from '../store/decision-ending.ts'
import type { ScanDeps } from './scan-deps.ts'

/** Writes into the log which decisions have run out, also while no server ran, and tells whoever looks at their findings. */
export async function writeExpiries(deps: Pick<ScanDeps, 'db' | 'now' | 'checks'>): Promise<void> {
  const problems = new Map(deps.checks.map((check) => [check.id, check.problem]))
  await expireDecisions(
    deps.db,
    deps.now(),
    (checkId) => problems.get(checkId) ?? checkId,
    (tx, tenant) => tell(tx, { tenant, type: 'findings' }),
  )
}
