import { Button } from '@mantine/core'
import type { PreflightReport } from '@rollcall/api'
import { Notice } from '../../ui/notice.tsx'
import { count } from '../connections/scan-progress.ts'
import { sumUp } from './preflight-sum.ts'
import { PreflightView } from './preflight-view.tsx'
import { StepHeading } from './step-heading.tsx'
import type { Connect } from './use-connect.ts'

/** What the credential opens, and what it does not; the person decides whether that is enough. */
export function PreflightStep({ connect, report }: { connect: Connect; report: PreflightReport }) {
  const sum = sumUp(report)
  const unread = sum.total - sum.ready
  const nothing = sum.blocked === sum.total
  return (
    <>
      <div className="step-head">
        <div className="grow">
          <StepHeading>{sum.sentence}</StepHeading>
          <p className="secondary">{report.system} answered. Nothing is saved yet.</p>
        </div>
        <Actions connect={connect} unread={unread} nothing={nothing} />
      </div>
      {nothing ? (
        <Notice tone="bad" title="Nothing can be read with this credential">
          Every stream is blocked. Follow a fix below, then change the credential and try again.
        </Notice>
      ) : unread > 0 ? (
        <Notice tone="unseen" title={`${count(unread, 'stream')} cannot be read whole`}>
          {sum.lost > 0
            ? `You can connect anyway: ${sum.lost === 1 ? 'the check that needs it' : `the ${sum.lost} checks that need them`} will read unknown, which is never a pass. `
            : 'You can connect anyway. '}
          Or follow the fixes below and try again with another credential; it can also be replaced later.
        </Notice>
      ) : null}
      <PreflightView
        connector={connect.connector}
        report={report}
        recorded={
          connect.registration?.enterprise ??
          (connect.values.enterpriseAccount ? (connect.values.enterprise ?? '') : '')
        }
      />
      <div className="step-foot">
        <Actions connect={connect} unread={unread} nothing={nothing} />
      </div>
    </>
  )
}

function Actions({ connect, unread, nothing }: { connect: Connect; unread: number; nothing: boolean }) {
  return (
    <div className="row">
      <Button variant="default" onClick={connect.goBack}>
        Change the credential
      </Button>
      {nothing ? null : (
        <Button onClick={() => connect.goTo(3)}>
          {unread === 0 ? 'Continue' : `Continue with ${count(unread, 'stream')} unread`}
        </Button>
      )}
    </div>
  )
}
