import { Button, PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import {
  type EnterpriseDetail,
  getEnterprise,
  getSignIn,
  readSamlMetadata,
  type SignIn,
  setUpOpenId,
  setUpSaml,
} from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { type Certificate, CertificateList } from './certificate-list.tsx'

interface Props {
  enterprise: EnterpriseDetail
  signIn: SignIn
}

/** SAML for everyone; OpenID Connect where GitHub has it: managed users with Entra ID. */
export function SignInForm({ enterprise, signIn }: Props) {
  const mayOpenId = enterprise.kind === 'emu' && enterprise.identityProvider === 'entra'
  const [method, setMethod] = useState(signIn.setup?.method ?? 'saml')
  return (
    <div className="narrow-form">
      {mayOpenId ? (
        <SegmentedControl
          aria-label="Protocol"
          value={method}
          onChange={(value) => setMethod(value === 'oidc' ? 'oidc' : 'saml')}
          data={[
            { value: 'saml', label: 'SAML 2.0' },
            { value: 'oidc', label: 'OpenID Connect' },
          ]}
        />
      ) : null}
      {method === 'oidc' ? (
        <OpenIdForm enterprise={enterprise} signIn={signIn} />
      ) : (
        <SamlForm enterprise={enterprise} signIn={signIn} />
      )}
    </div>
  )
}

const unsaved = 'The set-up of sign-in is changed and not saved. If you leave now the change is gone.'

const pemsOf = (certificates: readonly Certificate[]) => certificates.map(({ pem }) => pem).join()

const saved = () => {
  notifications.show({ message: 'Sign-in is saved. Test the connection before you turn it on.' })
  return refresh(getSignIn, getEnterprise)
}

function SamlForm({ enterprise, signIn: { setup } }: Props) {
  const params = { enterprise: enterprise.slug }
  const before = setup?.method === 'saml' ? setup : null
  const [certificates, setCertificates] = useState<Certificate[]>(before?.certificates ?? [])
  const form = useForm({
    initialValues: {
      metadata: before?.metadataUrl ?? '',
      issuer: before?.issuer ?? '',
      ssoUrl: before?.ssoUrl ?? '',
      added: '',
      username: before?.attributes.username ?? '',
      fullName: before?.attributes.fullName ?? '',
      emails: before?.attributes.emails ?? '',
      publicKeys: before?.attributes.publicKeys ?? '',
      gpgKeys: before?.attributes.gpgKeys ?? '',
    },
    validate: {
      issuer: (value) => (value.trim() === '' ? 'The issuer is needed; the metadata has it as entityID.' : null),
      ssoUrl: (value) => (/^https?:\/\/\S+$/.test(value.trim()) ? null : 'A web address is needed.'),
      added: (value) => (value.trim() === '' && certificates.length === 0 ? 'A signing certificate is needed.' : null),
    },
  })
  const { metadata } = form.values
  const isAddress = /^https?:\/\/\S+$/.test(metadata.trim())
  const reading = useMutation({
    mutationFn: () =>
      call(readSamlMetadata, { params, body: isAddress ? { url: metadata.trim() } : { xml: metadata } }),
    onSuccess: (found) => {
      form.setFieldValue('issuer', found.issuer)
      form.setFieldValue('ssoUrl', found.ssoUrl)
      // Those that were there stay beside new ones, until somebody takes them away.
      const known = new Set(certificates.map(({ fingerprint }) => fingerprint))
      setCertificates([...certificates, ...found.certificates.filter((one) => !known.has(one.fingerprint))])
    },
  })
  const save = useMutation({
    mutationFn: () => {
      const { issuer, ssoUrl, added, username, fullName, emails, publicKeys, gpgKeys } = form.getValues()
      const attributes = Object.fromEntries(
        Object.entries({ username, fullName, emails, publicKeys, gpgKeys }).filter(([, name]) => name.trim() !== ''),
      )
      return call(setUpSaml, {
        params,
        body: {
          issuer: issuer.trim(),
          ssoUrl: ssoUrl.trim(),
          certificates: [...certificates.map(({ pem }) => pem), ...(added.trim() === '' ? [] : [added])],
          metadataUrl: isAddress ? metadata.trim() : null,
          ...(enterprise.kind === 'ghes' ? { attributes } : {}),
        },
      })
    },
    onSuccess: saved,
  })
  return (
    <form className="narrow-form" onSubmit={form.onSubmit(() => save.mutate())} noValidate>
      <Textarea
        label="Metadata of the identity provider"
        description="Its address, or the XML itself. It fills in what follows."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        {...form.getInputProps('metadata')}
      />
      <FormProblem error={reading.error} />
      <div>
        <Button
          variant="default"
          disabled={metadata.trim() === ''}
          loading={reading.isPending}
          onClick={() => reading.mutate()}
        >
          Read the metadata
        </Button>
      </div>
      <TextInput
        label="Issuer"
        description="Entity ID of the identity provider."
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label="Sign-on URL"
        description="Where people are sent to sign in."
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('ssoUrl')}
      />
      <CertificateList
        certificates={certificates}
        remove={(gone) => setCertificates(certificates.filter((one) => one !== gone))}
      />
      <Textarea
        label={certificates.length === 0 ? 'Signing certificate' : 'Add a certificate'}
        description="PEM text. While the identity provider changes to a new one, keep both."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        {...form.getInputProps('added')}
      />
      {enterprise.kind === 'ghes' ? <AttributeFields form={form} /> : null}
      <FormProblem error={save.error} />
      <div>
        <Button type="submit" loading={save.isPending}>
          Save SAML
        </Button>
      </div>
      <LeaveGuard when={() => form.isDirty() || pemsOf(certificates) !== pemsOf(before?.certificates ?? [])}>
        {unsaved}
      </LeaveGuard>
    </form>
  )
}

const attributeFields = [
  { name: 'username', label: 'Username', usual: 'username' },
  { name: 'fullName', label: 'Full name', usual: 'full_name' },
  { name: 'emails', label: 'E-mails', usual: 'emails' },
  { name: 'publicKeys', label: 'SSH keys', usual: 'public_keys' },
  { name: 'gpgKeys', label: 'GPG keys', usual: 'gpg_keys' },
] as const

type AttributeName = (typeof attributeFields)[number]['name']

function AttributeFields({ form }: { form: { getInputProps: (name: AttributeName) => object } }) {
  return (
    <fieldset className="narrow-form plain-fieldset">
      <legend className="strong">Names of the attributes</legend>
      <p className="muted small">
        Only where they are called otherwise. <code>administrator</code> keeps its name: <code>true</code> makes an
        enterprise owner, any other value takes that role. Of whom SCIM provisions, SCIM says the role.
      </p>
      {attributeFields.map(({ name, label, usual }) => (
        <TextInput
          key={name}
          label={label}
          placeholder={usual}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps(name)}
        />
      ))}
    </fieldset>
  )
}

function OpenIdForm({ enterprise, signIn: { setup } }: Props) {
  const before = setup?.method === 'oidc' ? setup : null
  const form = useForm({
    initialValues: { issuer: before?.issuer ?? '', clientId: before?.clientId ?? '', clientSecret: '' },
    validate: {
      issuer: (value) => (/^https?:\/\/\S+$/.test(value.trim()) ? null : 'A web address is needed.'),
      clientId: (value) => (value.trim() === '' ? 'The client id is needed.' : null),
      clientSecret: (value) => (value === '' && !before?.hasSecret ? 'The client secret is needed.' : null),
    },
  })
  const save = useMutation({
    mutationFn: () => {
      const { issuer, clientId, clientSecret } = form.getValues()
      return call(setUpOpenId, {
        params: { enterprise: enterprise.slug },
        body: {
          issuer: issuer.trim(),
          clientId: clientId.trim(),
          ...(clientSecret === '' ? {} : { clientSecret }),
        },
      })
    },
    onSuccess: saved,
    gcTime: 0,
  })
  return (
    <form className="narrow-form" onSubmit={form.onSubmit(() => save.mutate())} noValidate>
      <TextInput
        label="Issuer"
        placeholder="https://login.microsoftonline.com/TENANT-ID/v2.0"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('issuer')}
      />
      <TextInput label="Client ID" autoComplete="off" spellCheck={false} {...form.getInputProps('clientId')} />
      <PasswordInput
        label="Client secret"
        description={before?.hasSecret ? 'One is kept. Leave it empty to keep it.' : 'Its value, not its id.'}
        autoComplete="new-password"
        {...form.getInputProps('clientSecret')}
      />
      <FormProblem error={save.error} />
      <div>
        <Button type="submit" loading={save.isPending}>
          Save OpenID Connect
        </Button>
      </div>
      <LeaveGuard when={() => form.isDirty()}>{unsaved}</LeaveGuard>
    </form>
  )
}
