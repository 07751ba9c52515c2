import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CheckIcon } from '@primer/octicons-react'
import {
  copyEnterprise,
  type EnterpriseDetail,
  endMove,
  getEnterprise,
  getMove,
  listEnterprises,
  type Move,
  moveSteps,
  startMove,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { MoveStepBody } from './move-step.tsx'
import './directory.css'

const route = getRouteApi('/signed-in/directory/$enterprise/move')

/** Moving to another identity provider or tenant, in the documented order. Its state is kept: anybody can go on. */
export function MovePage() {
  const { enterprise: slug } = route.useParams()
  const params = { enterprise: slug }
  const enterprise = useQuery(read(getEnterprise, { params }))
  const move = useQuery(read(getMove, { params }))
  const above = (
    <Link to="/directory/$enterprise" params={params}>
      {enterprise.data?.name ?? slug}
    </Link>
  )
  const failed = enterprise.error ?? move.error
  return (
    <Page
      title="Move to another identity provider"
      above={above}
      lead="Accounts stay, and are linked to the new provider by the login that a userName makes. No account changes before step 5."
    >
      {enterprise.data && move.data ? (
        move.data.move ? (
          <Steps enterprise={enterprise.data} move={move.data.move} />
        ) : (
          <Start enterprise={enterprise.data} />
        )
      ) : (
        <Card flush>
          {failed ? (
            <Failed error={failed} retry={() => Promise.all([enterprise.refetch(), move.refetch()])} what="The move" />
          ) : (
            <Loading rows={8} label="Loading the move" />
          )}
        </Card>
      )}
    </Page>
  )
}

function Start({ enterprise }: { enterprise: EnterpriseDetail }) {
  const mayWrite = useMay('directory:write')
  const params = { enterprise: enterprise.slug }
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(startMove, { params }),
    onSuccess: () => refresh(getMove),
  })
  return (
    <Card title="What will happen">
      <ol className="guide">
        {moveSteps.map((id) => (
          <li key={id}>{summaryOf(id, enterprise.kind)}</li>
        ))}
      </ol>
      <FormProblem error={error} />
      {mayWrite ? (
        <Button loading={isPending} onClick={() => mutate()}>
          Start
        </Button>
      ) : (
        <p className="muted">Nobody started a move.</p>
      )}
    </Card>
  )
}

const titles: Record<Move['step'], string> = {
  compare: 'Compare userNames',
  teams: 'Export team links',
  recovery: 'Save recovery codes',
  stop: 'Stop the old provider',
  reset: 'Disable single sign-on',
  verify: 'Verify',
  configure: 'Set up the new provider',
  reprovision: 'Provision again',
}

const summaries: Record<Move['step'], string> = {
  compare: 'Compare the userNames of the new provider with the logins of today.',
  teams: 'Export which team is linked to which group: links do not come back by themselves.',
  recovery: 'Make sure that recovery codes are saved.',
  stop: 'Stop the old provider, with nobody unassigned there.',
  reset: 'Disable single sign-on: everybody is suspended, groups and identities end.',
  verify: 'Verify that it took hold.',
  configure: 'Set up sign-in and provisioning at the new provider.',
  reprovision: 'Let it provision, and watch accounts being linked again.',
}
const summaryOf = (step: Move['step'], kind: EnterpriseDetail['kind']): string =>
  step === 'reset' && kind === 'ghes' ? 'Turn SCIM off: groups and identities end, accounts stay.' : summaries[step]

function Steps({ enterprise, move }: { enterprise: EnterpriseDetail; move: Move }) {
  const mayWrite = useMay('directory:write')
  const over = move.steps.every(({ doneAt }) => doneAt !== null)
  return (
    <>
      <Rehearsal enterprise={enterprise} move={move} mayWrite={mayWrite} />
      {over ? <Done enterprise={enterprise} move={move} /> : null}
      <ol className="move-steps">
        {move.steps.map(({ id, doneAt, doneBy }, index) => {
          const state = doneAt ? 'done' : id === move.step ? 'current' : 'todo'
          return (
            <li key={id} className={`move-step ${state}`} {...(state === 'current' ? { 'aria-current': 'step' } : {})}>
              <span className="move-number">{doneAt ? <CheckIcon size={16} aria-label="Done" /> : index + 1}</span>
              <div className="move-body">
                <h2>{id === 'reset' && move.change === 'scim.disable' ? 'Turn SCIM off' : titles[id]}</h2>
                {doneAt ? (
                  <p className="muted small">
                    by {doneBy}, <RelativeTime at={doneAt} />
                  </p>
                ) : null}
                {state === 'todo' ? <p className="muted small">{summaryOf(id, enterprise.kind)}</p> : null}
                {state === 'current' ? (
                  <MoveStepBody key={id} enterprise={enterprise} move={move} mayWrite={mayWrite} />
                ) : null}
              </div>
            </li>
          )
        })}
      </ol>
      {mayWrite ? <End enterprise={enterprise.slug} over={over} /> : null}
    </>
  )
}

/** What is left to do once the last step is over: of a rehearsal, to go back with what it showed. */
function Done({ enterprise, move }: { enterprise: EnterpriseDetail; move: Move }) {
  const { linked, expected } = move.progress
  const links = { params: { enterprise: enterprise.slug }, variant: 'default', size: 'xs' } as const
  return (
    <Notice
      title={enterprise.copyOf ? 'The rehearsal is done' : 'The move is done'}
      role="status"
      actions={
        enterprise.copyOf ? (
          <LinkButton {...links} to="/directory/$enterprise/move" params={{ enterprise: enterprise.copyOf }}>
            Back to the original
          </LinkButton>
        ) : (
          <LinkButton {...links} to="/directory/$enterprise" search={{ tab: 'teams', team: 'unlinked' }}>
            Teams without a group
          </LinkButton>
        )
      }
    >
      {linked} of {expected} accounts are linked to the new provider.{' '}
      {enterprise.copyOf
        ? 'In the original, compare “From the rehearsal”: it takes the userNames that came in here.'
        : 'Link teams to its groups again, with the export of step 2 beside you.'}
    </Notice>
  )
}

function Rehearsal({ enterprise, move, mayWrite }: { enterprise: EnterpriseDetail; move: Move; mayWrite: boolean }) {
  const params = { enterprise: enterprise.slug }
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(copyEnterprise, { params }),
    onSuccess: async ({ name }) => {
      notifications.show({ message: `${name} is there.` })
      await refresh(getMove, listEnterprises)
    },
  })
  if (enterprise.copyOf)
    return (
      <Notice title={`This is a rehearsal of ${enterprise.copyOf}`}>
        Go through every step here, with the new provider pointed at this copy. Nothing reaches the original.
      </Notice>
    )
  if (move.rehearsal)
    return (
      <Notice
        title="There is a copy to rehearse on"
        actions={
          <LinkButton
            to="/directory/$enterprise/move"
            params={{ enterprise: move.rehearsal }}
            variant="default"
            size="xs"
          >
            Open the rehearsal
          </LinkButton>
        }
      >
        The same people and groups as when it was made, as the enterprise <span className="mono">{move.rehearsal}</span>
        . Remove it in its settings.
      </Notice>
    )
  if (!mayWrite || move.step !== 'compare') return null
  return (
    <Notice
      title="Rehearse first"
      actions={
        <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
          Copy the enterprise
        </Button>
      }
    >
      A copy with the same people, groups and logins, to go through all steps on with the new provider. It is marked,
      sends no e-mail, and is removed like any other.
      <FormProblem error={error} />
    </Notice>
  )
}

function End({ enterprise, over }: { enterprise: string; over: boolean }) {
  const [asking, setAsking] = useState(false)
  const button = over ? 'Put it away' : 'Forget this move'
  return (
    <div>
      <Button variant="default" onClick={() => setAsking(true)}>
        {button}
      </Button>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={`${button}?`}
        button={button}
        run={async () => {
          await call(endMove, { params: { enterprise } })
          await refresh(getMove)
        }}
      >
        <p>The names and the state of the steps are deleted. What was done to the enterprise stays done.</p>
      </ConfirmDialog>
    </div>
  )
}
