import { Button, Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { ApiError, createEnterprise, type Enterprise, listEnterprises } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { call, refresh } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { type Provider, providers } from './directory-search.ts'
import { hostProblem, shortCodeProblem, slugOf, slugProblem } from './names.ts'
import { kindTitles, providerTitles } from './states.ts'
import './directory.css'

interface Wanted {
  kind: Enterprise['kind']
  name: string
  slug: string
  shortCode: string
  host: string
  identityProvider: Provider
  scim: boolean
}

const kindWords: Record<Enterprise['kind'], string> = {
  emu: 'On github.com. The identity provider owns every account; logins end in a short code.',
  ghes: 'A server of your own. Accounts may live beside local ones; logins have no ending.',
}

function useWanted() {
  return useForm<Wanted>({
    initialValues: { kind: 'emu', name: '', slug: '', shortCode: '', host: '', identityProvider: 'okta', scim: true },
    validate: {
      name: (value) => (value.trim() === '' ? 'A name is needed.' : null),
      slug: slugProblem,
      shortCode: (value, { kind }) => (kind === 'emu' ? shortCodeProblem(value) : null),
      host: (value, { kind }) => (kind === 'ghes' ? (hostProblem(value) ?? null) : null),
    },
  })
}

/** A name, a kind, and what makes logins or the address: that is all it takes. */
export function NewEnterprisePage() {
  const navigate = useNavigate()
  const form = useWanted()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(createEnterprise, { body: bodyOf(form.getValues()) }),
    onSuccess: async ({ slug, identityProvider }) => {
      await refresh(listEnterprises)
      await navigate({
        to: '/directory/$enterprise/connect',
        params: { enterprise: slug },
        search: { client: identityProvider },
      })
    },
    onError: (refused) => {
      if (!(refused instanceof ApiError)) return
      const sentence = (message: string) =>
        `${refused.code === 'enterprise.taken' ? refused.message : `It ${message}.`}`
      form.setErrors(Object.fromEntries(refused.fields.map(({ path, message }) => [path, sentence(message)])))
      form.getInputNode(refused.fields[0]?.path ?? '')?.focus()
    },
  })
  return (
    <Page title="Create an enterprise" above={<Link to="/directory">Directory</Link>} narrow>
      <Card>
        <form
          className="enterprise-form"
          noValidate
          onSubmit={form.onSubmit(
            () => mutate(),
            (problems) => form.getInputNode(Object.keys(problems)[0] ?? '')?.focus(),
          )}
        >
          <Fields form={form} />
          <FormProblem error={error} fields={['slug', 'shortCode', 'host', 'name']} />
          <div>
            <Button type="submit" loading={isPending}>
              Create the enterprise
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  )
}

const bodyOf = ({ kind, name, slug, shortCode, host, identityProvider, scim }: Wanted) => ({
  kind,
  slug,
  name: name.trim(),
  identityProvider,
  ...(kind === 'emu'
    ? { shortCode }
    : { scim: scim ? ('on' as const) : ('off' as const), ...(host.trim() === '' ? {} : { host: host.trim() }) }),
})

function Fields({ form }: { form: ReturnType<typeof useWanted> }) {
  const { kind, name, slug, shortCode } = form.values
  return (
    <>
      <Radio.Group label="Kind" {...form.getInputProps('kind')}>
        <div className="choice-list">
          {(['emu', 'ghes'] as const).map((one) => (
            <Radio key={one} value={one} label={kindTitles[one]} description={kindWords[one]} />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label="Name"
        autoComplete="off"
        maxLength={100}
        {...form.getInputProps('name')}
        onChange={({ currentTarget: { value } }) => {
          if (slug === slugOf(name)) form.setFieldValue('slug', slugOf(value))
          form.setFieldValue('name', value)
        }}
      />
      <TextInput
        label="Slug"
        description="Part of its address. It never changes."
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        {...form.getInputProps('slug')}
      />
      {kind === 'emu' ? (
        <TextInput
          label="Short code"
          description={
            <>
              Three to eight letters and digits that end every login. It never changes. Mona will be{' '}
              <span className="mono">mona_{shortCode || 'acme'}</span>
            </>
          }
          autoComplete="off"
          spellCheck={false}
          maxLength={8}
          {...form.getInputProps('shortCode')}
        />
      ) : (
        <TextInput
          label="Host name (optional)"
          description="Where your server answers. Requests to that host reach this enterprise; without one it answers under its slug."
          placeholder="ghes.acme.example"
          autoComplete="off"
          spellCheck={false}
          maxLength={253}
          {...form.getInputProps('host')}
        />
      )}
      {kind === 'ghes' ? (
        <Checkbox
          label="SCIM is on from the start"
          description="Leave it off to make accounts first, as a server has them before, and to turn SCIM on later."
          {...form.getInputProps('scim', { type: 'checkbox' })}
        />
      ) : null}
      <NativeSelect
        label="Identity provider"
        description="Who will provision. It can be changed later."
        data={providers.map((value) => ({ value, label: providerTitles[value] }))}
        {...form.getInputProps('identityProvider')}
      />
    </>
  )
}
