import { Button } from '@mantine/core'
import { endDecisionOnFinding, type Finding, type FindingDecision, getDecision } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call, read, refresh } from '../../api.ts'
import { findingsChanged } from '../../live.ts'
import { useMay } from '../../session.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { Notice } from '../../ui/notice.tsx'
import { decisionStates } from '../../ui/state.tsx'
import { dateOf, exactTime, RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'

/** What somebody decided about the finding, who, why and until when. What was seen stays as it is. */
export function DecisionNotice({ finding, decision }: { finding: Finding; decision: FindingDecision }) {
  const mayEnd = useMay('findings:write') && !decision.byPattern
  const { data } = useQuery(read(getDecision, { params: { id: decision.id } }))
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(endDecisionOnFinding, { params: { id: finding.id } }),
    onSuccess: () => refresh(...findingsChanged),
  })
  const others = data ? data.findings - 1 : 0
  return (
    <Notice
      title={
        <>
          {decisionStates[decision.kind].word}
          {decision.until ? (
            <>
              {' '}
              until{' '}
              <time dateTime={decision.until} title={exactTime(decision.until)}>
                {dateOf(decision.until)}
              </time>
            </>
          ) : (
            ', until the evidence changes'
          )}
        </>
      }
      actions={
        <>
          {mayEnd ? (
            <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
              {others > 0 ? 'End it here' : 'End it now'}
            </Button>
          ) : null}
          <Link to="/exceptions" search={{ q: decision.reason.slice(0, 100) }} className="small">
            {decision.byPattern ? 'See the exception and its pattern' : 'Among the exceptions'}
          </Link>
        </>
      }
    >
      {decision.value ? (
        <p className="decision-reason">
          <span className="strong">{decision.value}</span> Evidence: <LinkedText text={decision.evidence ?? ''} />
        </p>
      ) : null}
      {decision.reason ? <p className="decision-reason">{decision.reason}</p> : null}
      <p className="muted small">
        {decision.madeBy}, <RelativeTime at={decision.madeAt} />
        {decision.byPattern ? '. It stands on every finding of this check that fits a pattern.' : ''}
        {others > 0 && !decision.byPattern ? `. It stands on ${plural(others, 'other finding')} too.` : ''}
      </p>
      <FormProblem error={error} />
    </Notice>
  )
}
