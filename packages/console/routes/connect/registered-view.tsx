import { Button, Checkbox } from '@mantine/core'
import { forgetRegistration, type Installed, listInstalled, listRegistrations, type Registration } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { Failed, Loading, listWords } from '../../ui/empty.tsx'
import { ExternalLink, Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { count } from '../connections/scan-progress.ts'
import './registered-view.css'

interface Props {
  registration: Registration
  /** What the browser came back with; the server asks the system and does not believe it. */
  back: { installation?: string | undefined; action?: string | undefined }
  /** Only these can be chosen: what the connection reads. */
  only?: readonly string[]
  checking: boolean
  check: (scopes: string[]) => void
  forgotten: () => void
  children?: ReactNode
}

/** An App that was made: where it is installed by now, what is missing there, and which organizations to read. */
export function RegisteredView({ registration, back, only, checking, check, forgotten, children }: Props) {
  const { id, app } = registration
  const query = back.installation === undefined ? {} : { installation: back.installation }
  const { data, error, refetch, isFetching } = useQuery({
    ...read(listInstalled, { params: { id }, query }),
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  })
  const [left, setLeft] = useState<string[]>([])
  const within = (one: Installed) => only === undefined || only.includes(one.scope)
  const usable = (data?.items ?? []).filter((one) => one.usable && within(one))
  const chosen = usable.map(({ scope }) => scope).filter((scope) => !left.includes(scope))
  const forget = useMutation({
    mutationFn: () => call(forgetRegistration, { params: { id } }),
    onSuccess: () => {
      void refresh(listRegistrations)
      forgotten()
    },
  })
  if (app === null) return null
  return (
    <Card
      title={`GitHub App ${app.name}`}
      lead={
        <>
          It is made, and its private key is sealed here. <ExternalLink href={app.settings}>Its settings</ExternalLink>
        </>
      }
      className="registered"
    >
      {error ? (
        <Failed error={error} retry={refetch} what="The App" />
      ) : !data ? (
        <Loading rows={3} label="Asking where the App is installed" />
      ) : (
        <>
          <Came back={back} foreign={data.foreign} nothing={data.items.length === 0} />
          {data.items.length > 0 ? (
            <ul className="installed-list" aria-label="Where it is installed">
              {data.items.map((one) => (
                <InstalledItem
                  key={one.id}
                  one={one}
                  outside={!within(one)}
                  chosen={chosen.includes(one.scope)}
                  choose={(on) => setLeft(on ? left.filter((scope) => scope !== one.scope) : [...left, one.scope])}
                />
              ))}
            </ul>
          ) : null}
        </>
      )}
      {children}
      <div className="row">
        {chosen.length > 0 ? (
          <Button loading={checking} onClick={() => check(chosen)}>
            Check what can be read
          </Button>
        ) : null}
        {error ? null : (
          <Button
            component="a"
            href={`${app.install}?state=${encodeURIComponent(id)}`}
            variant={chosen.length > 0 ? 'default' : 'filled'}
          >
            {data && data.items.length > 0 ? 'Install in another organization' : 'Install it on GitHub'}
          </Button>
        )}
        <Button variant="default" loading={isFetching} onClick={() => refetch()}>
          Look again
        </Button>
        <Button variant="subtle" color="gray" loading={forget.isPending} onClick={() => forget.mutate()}>
          Forget this App
        </Button>
      </div>
      <p className="muted small">
        {checking
          ? 'Asking GitHub …'
          : 'Nothing is connected yet. Forgetting deletes the key here; the App itself is deleted in its settings on GitHub.'}
      </p>
    </Card>
  )
}

function Came({ back, foreign, nothing }: { back: Props['back']; foreign: boolean; nothing: boolean }) {
  if (foreign)
    return (
      <Notice tone="warn" role="alert" title="That installation belongs to another App">
        GitHub does not know it as an installation of this App, so it is not used. What this App has is shown below.
      </Notice>
    )
  if (back.action === 'request')
    return (
      <Notice tone="info" role="status" title="An owner of the organization has to approve it">
        You are not an owner there, so GitHub has sent them your request. Come back to this page when it is approved.
      </Notice>
    )
  if (!nothing) return null
  return (
    <Notice tone="info" title="Next: install it in your organization">
      On GitHub, choose “All repositories”: what is in the others would stay unseen. GitHub brings you back here. A
      private App, as this one is, can be installed only by the organization that owns it; each other organization gets
      an App of its own, or its owner makes this one public in its settings.
    </Notice>
  )
}

function InstalledItem({
  one,
  outside,
  chosen,
  choose,
}: {
  one: Installed
  outside: boolean
  chosen: boolean
  choose: (on: boolean) => void
}) {
  return (
    <li>
      <Checkbox
        label={one.scope}
        description={
          outside
            ? 'The connection does not read this organization.'
            : !one.usable
              ? 'Nothing can be read here.'
              : one.problems.length + one.missing.length === 0
                ? 'On all repositories, with every permission.'
                : undefined
        }
        checked={chosen}
        disabled={outside || !one.usable}
        onChange={(event) => choose(event.currentTarget.checked)}
      />
      {one.problems.map((gap) => (
        <p key={gap.detail} className="secondary small installed-problem">
          {gap.detail} <span className="strong">To mend it: </span>
          {gap.fix} {gap.link ? <ExternalLink href={gap.link}>Open the installation</ExternalLink> : null}
        </p>
      ))}
      {one.missing.length > 0 ? (
        <div className="secondary small installed-problem">
          <p>
            {count(one.missing.length, 'permission')} not granted. An owner accepts them on the installation’s page, or
            the App’s settings were changed:
          </p>
          <ul>
            {one.missing.map(({ permission, streams, checks }) => (
              <li key={permission}>
                <span className="strong">{permission}</span>
                {streams.length > 0 ? `: without it ${listWords(streams)} cannot be read` : ''}
                {checks > 0 ? `, and ${count(checks, 'check')} cannot be judged.` : '.'}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </li>
  )
}
