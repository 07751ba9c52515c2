import { Button } from '@mantine/core'
import { ApiError, finishRegistration, listRegistrations } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { call, refresh } from '../../api.ts'
import { Loading } from '../../ui/empty.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'

/** The browser is back with a code: it is traded for the credential, once, and leaves the address. */
export function RegistrationReturn({ connector, code, state }: { connector: string; code: string; state: string }) {
  const navigate = useNavigate()
  const sent = useRef(false)
  const { mutate, error, isPending } = useMutation({
    gcTime: 0,
    mutationFn: () => call(finishRegistration, { body: { code, state } }),
    onSuccess: async ({ id }) => {
      await refresh(listRegistrations)
      await navigate({
        to: '/connections/new/$connector',
        params: { connector },
        search: { registration: id },
        replace: true,
      })
    },
  })
  useEffect(() => {
    if (sent.current) return
    sent.current = true
    mutate()
  }, [mutate])
  if (!error)
    return (
      <Card>
        <Loading rows={3} label="Fetching the key of the App" />
      </Card>
    )
  const known = error instanceof ApiError ? error : null
  const mayRetry = known === null || known.status >= 500
  return (
    <Card>
      <Notice
        tone="bad"
        role="alert"
        title={known ? known.message : 'Rollcall did not answer'}
        actions={
          <>
            {mayRetry ? (
              <Button loading={isPending} onClick={() => mutate()}>
                Try again
              </Button>
            ) : null}
            <LinkButton variant="default" to="/connections/new/$connector" params={{ connector }} search={{}} replace>
              Start again
            </LinkButton>
          </>
        }
      >
        {known ? <LinkedText text={known.fix} /> : 'Check that the server runs and try again.'}
      </Notice>
    </Card>
  )
}
