import type { CheckDetail, CsvFinding, Finding } from '@rollcall/api'
import type { CoverageLine } from './answer.ts'

type Told = 'fingerprint' | 'title' | 'category' | 'system' | 'count'

/** A finding of a server, or one that a scan without a server has just seen. */
export type ShownFinding = CsvFinding & Pick<Finding, Told> & { id?: string }

export interface NotApplicable {
  checkId: string
  scope: string
  reason: string
  subjects: number
}

export interface FindingReport<Shown extends ShownFinding = ShownFinding> {
  schema: string
  findings: Shown[]
  coverage: CoverageLine[]
  notApplicable: NotApplicable[]
  checks: readonly CheckDetail[]
  startedAt?: string
  finishedAt?: string
}
