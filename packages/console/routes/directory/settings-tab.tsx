import { Button, NativeSelect, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  type EnterpriseDetail,
  getEnterprise,
  listEnterprises,
  removeEnterprise,
  updateEnterprise,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, queryClient, refresh } from '../../api.ts'
import { useMay } from '../../session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormProblem, fieldProblem } from '../../ui/form-problem.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Card, Fact, Facts } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { plural } from '../../ui/words.ts'
import { providers } from './directory-search.ts'
import { MailCard } from './mail-card.tsx'
import { hostProblem } from './names.ts'
import { OptionsForm } from './options-form.tsx'
import { ScimSwitch } from './scim-switch.tsx'
import { kindTitles, providerTitles } from './states.ts'

export function SettingsTab({ enterprise }: { enterprise: EnterpriseDetail }) {
  const mayWrite = useMay('directory:write')
  return (
    <>
      {mayWrite ? (
        <Card title="Name and identity provider">
          <NameForm enterprise={enterprise} />
        </Card>
      ) : null}
      <Card title="Fixed">
        <Facts>
          <Fact name="Slug">
            <span className="mono">{enterprise.slug}</span>
          </Fact>
          <Fact name="Kind">{kindTitles[enterprise.kind]}</Fact>
          {enterprise.shortCode ? (
            <Fact name="Short code">
              <span className="mono">{enterprise.shortCode}</span>
            </Fact>
          ) : null}
          <Fact name="Set-up user">
            <span className="mono">{enterprise.setupUser}</span>
          </Fact>
          <Fact name="Created">
            <RelativeTime at={enterprise.createdAt} /> by {enterprise.createdBy}
          </Fact>
        </Facts>
      </Card>
      <ScimSwitch enterprise={enterprise} />
      {enterprise.copyOf === null ? <MailCard enterprise={enterprise} /> : null}
      <Card
        title="Move to another identity provider"
        lead="In the documented order, step by step, with a rehearsal on a copy before anything is switched."
        actions={
          <LinkButton to="/directory/$enterprise/move" params={{ enterprise: enterprise.slug }} variant="default">
            Open the assistant
          </LinkButton>
        }
      >
        <p className="secondary">
          Nothing changes until the step that disables {enterprise.kind === 'emu' ? 'single sign-on' : 'SCIM'}.
        </p>
      </Card>
      <OptionsForm enterprise={enterprise} readOnly={!mayWrite} />
      {mayWrite ? <RemoveEnterprise enterprise={enterprise} /> : null}
    </>
  )
}

function NameForm({ enterprise }: { enterprise: EnterpriseDetail }) {
  const [name, setName] = useState(enterprise.name)
  const [host, setHost] = useState(enterprise.host ?? '')
  const [email, setEmail] = useState(enterprise.setupEmail ?? '')
  const [provider, setProvider] = useState(enterprise.identityProvider)
  const change = {
    ...(name.trim() === enterprise.name ? {} : { name: name.trim() }),
    ...(host.trim() === (enterprise.host ?? '') ? {} : { host: host.trim() === '' ? null : host.trim() }),
    ...(email.trim() === (enterprise.setupEmail ?? '')
      ? {}
      : { setupEmail: email.trim() === '' ? null : email.trim() }),
    ...(provider === enterprise.identityProvider ? {} : { identityProvider: provider }),
  }
  const save = useMutation({
    mutationFn: () => call(updateEnterprise, { params: { enterprise: enterprise.slug }, body: change }),
    onSuccess: () => {
      notifications.show({ message: 'Saved.' })
      return refresh(getEnterprise, listEnterprises)
    },
  })
  const noName = name.trim() === '' ? 'A name is needed.' : undefined
  const badHost = hostProblem(host) ?? fieldProblem(save.error, 'host', 'The host name')
  return (
    <form
      className="enterprise-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!noName && !hostProblem(host)) save.mutate()
      }}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={100}
        autoComplete="off"
        error={noName}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {enterprise.kind === 'ghes' ? (
        <TextInput
          label="Host name"
          description="Requests to this host are for this enterprise. Empty: it answers under its slug only."
          value={host}
          maxLength={253}
          autoComplete="off"
          spellCheck={false}
          error={badHost}
          onChange={(event) => {
            setHost(event.currentTarget.value)
            save.reset()
          }}
        />
      ) : null}
      <NativeSelect
        label="Identity provider"
        description="Decides what becomes of the e-mail address of a suspended user."
        value={provider}
        data={providers.map((value) => ({ value, label: providerTitles[value] }))}
        onChange={({ currentTarget: { value } }) => setProvider(providers.find((one) => one === value) ?? 'other')}
      />
      <TextInput
        label="E-mail of the set-up user"
        description="SCIM gives it to nobody else, so that the set-up user stays apart."
        type="email"
        value={email}
        maxLength={254}
        autoComplete="off"
        error={fieldProblem(save.error, 'setupEmail', 'The e-mail')}
        onChange={(event) => {
          setEmail(event.currentTarget.value)
          save.reset()
        }}
      />
      <FormProblem error={save.error} fields={['host', 'setupEmail']} />
      <div>
        <Button type="submit" loading={save.isPending} disabled={Object.keys(change).length === 0}>
          Save
        </Button>
      </div>
      <LeaveGuard when={() => Object.keys(change).length > 0}>
        The name, the identity provider or the set-up user is changed and not saved. If you leave now the change is
        gone.
      </LeaveGuard>
    </form>
  )
}

const isAbout = (input: unknown, slug: string) =>
  (input as { params?: { enterprise?: string } } | null)?.params?.enterprise === slug

function RemoveEnterprise({ enterprise }: { enterprise: EnterpriseDetail }) {
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
  const { slug, name, users, groups } = enterprise
  return (
    <Card title="Remove the enterprise" className="remove-enterprise">
      <div className="row spread">
        <p className="secondary">
          Deletes its users, groups, tokens, request log and audit log. Nothing changes at the identity provider.
        </p>
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>
          Remove the enterprise
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title={`Remove ${name}?`}
        button="Remove the enterprise"
        typed={slug}
        run={async () => {
          await call(removeEnterprise, { params: { enterprise: slug }, query: { confirm: slug } })
          notifications.show({ message: `${name} is removed.` })
          await navigate({ to: '/directory', ignoreBlocker: true })
          // Nothing that was read of it may come back from memory.
          queryClient.removeQueries({ type: 'inactive', predicate: ({ queryKey: [, input] }) => isAbout(input, slug) })
          await queryClient.invalidateQueries()
        }}
      >
        <p>
          {plural(users, 'user')}, {plural(groups, 'group')}, the tokens, the request log and the audit log are lost and
          cannot be brought back. The identity provider will be refused.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
