import { Button, Checkbox, NativeSelect, Progress, TextInput } from '@mantine/core'
import {
  type EnterpriseDetail,
  exportTeamLinks,
  finishMoveStep,
  getEnterprise,
  getMove,
  listEnterprises,
  type Move,
  previewEnterpriseChange,
  type RouteInput,
  routeUrl,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { number, plural } from '../../ui/words.ts'
import { providers } from './directory-search.ts'
import { CompareNames } from './move-names.tsx'
import { EffectList } from './scim-switch.tsx'
import { providerTitles } from './states.ts'

type Given = RouteInput<typeof finishMoveStep>['body']
interface Props {
  enterprise: EnterpriseDetail
  move: Move
  mayWrite: boolean
}

/** What there is to see and to do at the step that a move is at. */
export function MoveStepBody(props: Props) {
  switch (props.move.step) {
    case 'compare':
      return <Compare {...props} />
    case 'teams':
      return <Teams {...props} />
    case 'recovery':
      return <Recovery {...props} />
    case 'stop':
      return <Stop {...props} />
    case 'reset':
      return <Reset {...props} />
    case 'verify':
      return (
        <Finish {...props} button="Go on">
          <p>
            {props.move.change === 'sso.reset'
              ? `${number(props.move.accounts - props.move.active)} of ${plural(props.move.accounts, 'account')} suspended, ${number(props.move.active)} active.`
              : `${plural(props.move.identities, 'SCIM identity', 'SCIM identities')} left, ${plural(props.move.active, 'active account')}.`}
          </p>
        </Finish>
      )
    case 'configure':
      return <Configure {...props} />
    case 'reprovision':
      return <Reprovision {...props} />
  }
}

/** The button that ends the step, with what is asked before. */
function Finish({
  enterprise,
  move,
  mayWrite,
  button,
  accept,
  given = {},
  ready = true,
  danger = false,
  children,
}: Props & {
  button: string
  /** What the person says is so. */
  accept?: string
  given?: Given
  ready?: boolean
  danger?: boolean
  children?: ReactNode
}) {
  const [accepted, setAccepted] = useState(false)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      call(finishMoveStep, {
        params: { enterprise: enterprise.slug, step: move.step },
        body: { ...given, ...(accepted ? { accept: true } : {}) },
      }),
    onSuccess: () => refresh(getMove, getEnterprise, listEnterprises),
  })
  return (
    <form
      className="move-body"
      onSubmit={(event) => {
        event.preventDefault()
        mutate()
      }}
    >
      {children}
      {accept && mayWrite ? (
        <Checkbox
          label={accept}
          checked={accepted}
          onChange={({ currentTarget }) => setAccepted(currentTarget.checked)}
        />
      ) : null}
      <FormProblem error={error} />
      {mayWrite ? (
        <div>
          <Button
            type="submit"
            loading={isPending}
            disabled={!ready || (accept !== undefined && !accepted)}
            {...(danger ? { className: 'button-danger' } : {})}
          >
            {button}
          </Button>
        </div>
      ) : (
        <p className="muted">{move.waitsFor ?? 'Whoever may write goes on here.'}</p>
      )}
    </form>
  )
}

function Compare(props: Props) {
  const { missing, added, invalid, clashing, names } = props.move.comparison
  const differ = missing + added + invalid + clashing > 0
  return (
    <>
      <p>
        A person keeps the account if the new provider sends a userName that makes the same login. If most do not match,
        correct the mapping there before anything is switched.
      </p>
      <CompareNames {...props} />
      {names > 0 ? (
        <Finish
          {...props}
          button="Go on"
          {...(differ
            ? { accept: 'The differences are meant: these people are left out, or become new accounts' }
            : {})}
        />
      ) : null}
    </>
  )
}

function Recovery(props: Props) {
  const { left, keptAt } = props.move.recoveryCodes
  const saved = left > 0 && keptAt !== null
  return (
    <Finish
      {...props}
      button="Go on"
      {...(saved
        ? {}
        : {
            accept:
              left === 0
                ? 'The recovery codes are saved elsewhere, or owners get in without one'
                : 'The recovery codes are saved where owners find them',
          })}
    >
      <p>
        While single sign-on is disabled, a recovery code is the only way in for the set-up user{' '}
        <span className="mono">{props.enterprise.setupUser}</span>.{' '}
        {left === 0
          ? 'There are none yet.'
          : `${plural(left, 'code')} left${saved ? ', and somebody saved them' : ''}.`}
      </p>
      <div>
        <LinkButton
          to="/directory/$enterprise"
          params={{ enterprise: props.enterprise.slug }}
          search={{ tab: 'sign-in' }}
          variant="default"
        >
          Recovery codes
        </LinkButton>
      </div>
    </Finish>
  )
}

function Teams(props: Props) {
  const { enterprise, move } = props
  const params = { enterprise: enterprise.slug }
  return (
    <Finish {...props} button="Go on" ready={move.teamLinks === 0 || move.exportedAt !== null}>
      <p>
        {move.teamLinks === 0
          ? 'No team is linked to a group.'
          : `${plural(move.teamLinks, 'team')} will be unlinked and emptied. Keep the list: nothing is linked again by itself.`}
      </p>
      <div>
        <Button
          component="a"
          href={routeUrl(exportTeamLinks, { params })}
          download
          variant="default"
          onClick={() => setTimeout(() => void refresh(getMove), 1000)}
        >
          Export team links
        </Button>
      </div>
      {move.exportedAt ? (
        <p className="muted small">
          Exported <RelativeTime at={move.exportedAt} />.
        </p>
      ) : null}
    </Finish>
  )
}

function Stop(props: Props) {
  const { lastWrite, activeTokens } = props.move
  const [revoke, setRevoke] = useState(true)
  return (
    <Finish
      {...props}
      button="Go on"
      accept="Provisioning is off at the old provider, and nobody was unassigned there"
      given={{ revokeTokens: revoke }}
    >
      <p>
        Switch provisioning off at the old provider. Unassign nobody: that would suspend people, and they would get
        other logins.
      </p>
      <p className="secondary">
        {lastWrite ? (
          <>
            {lastWrite.client} wrote last, <RelativeTime at={lastWrite.at} />.
          </>
        ) : (
          'Nobody wrote over SCIM.'
        )}
      </p>
      {activeTokens > 0 && props.mayWrite ? (
        <Checkbox
          label={`Revoke ${plural(activeTokens, 'token')}, so that the old provider is refused in any case`}
          checked={revoke}
          onChange={({ currentTarget }) => setRevoke(currentTarget.checked)}
        />
      ) : null}
    </Finish>
  )
}

function Reset(props: Props) {
  const { enterprise, move } = props
  const [typed, setTyped] = useState('')
  const params = { enterprise: enterprise.slug, change: move.change }
  const { data, error, refetch } = useQuery({ ...read(previewEnterpriseChange, { params }), staleTime: 0 })
  return (
    <Finish
      {...props}
      danger
      button={move.change === 'sso.reset' ? 'Disable single sign-on' : 'Turn SCIM off'}
      given={{ confirm: typed.trim() }}
      ready={data !== undefined && typed.trim() === enterprise.slug}
    >
      {data ? (
        <EffectList effect={data.effect} enterprise={enterprise} change={move.change} />
      ) : error ? (
        <Failed error={error} retry={refetch} what="The preview" />
      ) : (
        <Loading rows={3} label="Counting what it would do" />
      )}
      {props.mayWrite ? (
        <TextInput
          label={`Type ${enterprise.slug} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          maw={320}
        />
      ) : null}
    </Finish>
  )
}

function Configure(props: Props) {
  const { enterprise, move } = props
  const [provider, setProvider] = useState(enterprise.identityProvider)
  return (
    <Finish
      {...props}
      button="Go on"
      accept="Single sign-on and provisioning are set up at the new provider"
      given={{ identityProvider: provider }}
      ready={move.activeTokens > 0}
    >
      <NativeSelect
        label="New identity provider"
        value={provider}
        data={providers.map((value) => ({ value, label: providerTitles[value] }))}
        onChange={({ currentTarget: { value } }) => setProvider(providers.find((one) => one === value) ?? 'other')}
        disabled={!props.mayWrite}
        maw={320}
      />
      <div className="row">
        <LinkButton
          to="/directory/$enterprise/connect"
          params={{ enterprise: enterprise.slug }}
          search={{ client: provider }}
          variant="default"
        >
          Make a token and connect it
        </LinkButton>
        <span className="secondary">
          {move.activeTokens === 0 ? 'No token yet.' : `${plural(move.activeTokens, 'token')} in use.`}
        </span>
      </div>
    </Finish>
  )
}

function Reprovision(props: Props) {
  const { expected, linked } = props.move.progress
  const share = expected === 0 ? 100 : Math.floor((100 * linked) / expected)
  return (
    <Finish
      {...props}
      button="Finish"
      {...(linked < expected ? { accept: 'Finish without those that are missing' } : {})}
    >
      <p>Start provisioning at the new provider. Each account is linked again by its login.</p>
      <Progress value={share} aria-label={`${linked} of ${expected} accounts are linked again`} />
      <p>
        {number(linked)} of {plural(expected, 'account')} linked again.
        {linked < expected && props.move.change === 'sso.reset' ? (
          <>
            {' '}
            <Link
              to="/directory/$enterprise"
              params={{ enterprise: props.enterprise.slug }}
              search={{ tab: 'accounts', state: 'suspended' }}
            >
              See who is still suspended
            </Link>
          </>
        ) : null}
      </p>
    </Finish>
  )
}
