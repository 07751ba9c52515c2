import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CheckCircleIcon, CircleSlashIcon } from '@primer/octicons-react'
import {
  type ChangeEffect,
  type EnterpriseDetail,
  getEnterprise,
  listEnterprises,
  makeEnterpriseChange,
  previewEnterpriseChange,
} from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, queryClient, read, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Failed, Loading } from '../../ui/empty.tsx'
import { Card } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { plural } from '../../ui/words.ts'

const looks = {
  on: { tone: 'good', word: 'On', icon: CheckCircleIcon },
  off: { tone: 'warn', word: 'Off', icon: CircleSlashIcon },
} as const

const leads = {
  emu: {
    on: 'The identity provider may add, change and suspend people.',
    off: 'The identity provider is refused. People and groups are as it left them.',
  },
  ghes: {
    on: 'The identity provider owns the accounts that it provisions: they are not changed by hand, and no sign-in makes an account.',
    off: 'Accounts are made by hand or by the first sign-in over SAML, and are managed here.',
  },
}

/** The switch that turns SCIM on and off, and what throwing it would do. */
export function ScimSwitch({ enterprise }: { enterprise: EnterpriseDetail }) {
  const [asking, setAsking] = useState(false)
  const mayWrite = useMay('directory:write')
  const { slug, kind, scim } = enterprise
  const change = scim === 'on' ? 'scim.disable' : 'scim.enable'
  const button = scim === 'on' ? 'Turn SCIM off' : 'Turn SCIM on'
  return (
    <Card title="SCIM" lead={leads[kind][scim]}>
      <div className="row spread">
        <State look={looks[scim]} />
        {mayWrite ? (
          <Button
            variant={scim === 'on' ? 'outline' : 'filled'}
            {...(scim === 'on' ? { color: 'red' } : {})}
            onClick={() => setAsking(true)}
          >
            {button}
          </Button>
        ) : null}
      </div>
      <ChangeDialog
        opened={asking}
        close={() => setAsking(false)}
        enterprise={enterprise}
        change={change}
        title={`${button} in ${enterprise.name}?`}
        button={button}
        done={`SCIM is ${scim === 'on' ? 'off' : 'on'} in ${slug}.`}
      />
    </Card>
  )
}

function ChangeDialog({
  opened,
  close,
  enterprise,
  change,
  title,
  button,
  done,
}: {
  opened: boolean
  close: () => void
  enterprise: EnterpriseDetail
  change: 'scim.enable' | 'scim.disable'
  title: string
  button: string
  done: string
}) {
  const params = { enterprise: enterprise.slug, change }
  const { data, error, refetch } = useQuery({
    ...read(previewEnterpriseChange, { params }),
    enabled: opened,
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <ConfirmDialog
      opened={opened}
      close={close}
      title={title}
      button={button}
      wait={!data}
      {...(data?.destroys ? { typed: enterprise.slug } : {})}
      run={async () => {
        await call(makeEnterpriseChange, { params, body: { confirm: enterprise.slug } })
        notifications.show({ message: done })
        await refresh(getEnterprise, listEnterprises)
        await queryClient.invalidateQueries()
      }}
    >
      {data ? (
        <EffectList effect={data.effect} enterprise={enterprise} change={change} />
      ) : error ? (
        <Failed error={error} retry={refetch} what="The preview" />
      ) : (
        <Loading rows={3} label="Counting what it would do" />
      )}
    </ConfirmDialog>
  )
}

/** What a change comes to, in numbers: what is lost first, then what stays. */
export function EffectList({
  effect,
  enterprise,
  change,
}: {
  effect: ChangeEffect
  enterprise: Pick<EnterpriseDetail, 'kind' | 'setupUser'>
  change: 'scim.enable' | 'scim.disable' | 'sso.reset'
}) {
  const lines = [
    [effect.suspended, `${plural(effect.suspended, 'account')} will be suspended, until SCIM provisions each again.`],
    [effect.identitiesEnded, `${plural(effect.identitiesEnded, 'SCIM identity', 'SCIM identities')} will be deleted.`],
    [
      effect.groupsEnded,
      `${plural(effect.groupsEnded, 'group')} with ${plural(effect.membershipsEnded, 'membership')} will be deleted.`,
    ],
    [
      effect.teamsUnlinked,
      `${plural(effect.teamsUnlinked, 'team')} will be unlinked and lose the members that came from a group.`,
    ],
    [effect.credentialsDeleted, `${plural(effect.credentialsDeleted, 'account')} will lose their tokens and keys.`],
  ] as const
  return (
    <ul className="effect-list" data-effect>
      {lines.flatMap(([count, text]) => (count > 0 ? [<li key={text}>{text}</li>] : []))}
      {effect.untouched > 0 ? (
        <li className="secondary">{plural(effect.untouched, 'account')} can sign in as before.</li>
      ) : null}
      {change === 'scim.enable' && enterprise.kind === 'ghes' ? (
        <li className="secondary">No sign-in makes an account any more: SCIM provisions first.</li>
      ) : null}
      {change === 'scim.disable' ? (
        <li className="secondary">The identity provider will be refused until SCIM is on again.</li>
      ) : null}
      <li className="secondary">
        The set-up user <span className="mono">{enterprise.setupUser}</span> and its tokens stay.
      </li>
    </ul>
  )
}
