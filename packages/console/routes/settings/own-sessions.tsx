import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { endOwnSession, listOwnSessions, type RouteOutput } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { call, read, refresh } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { Card } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { describeBrowser } from './browser-name.ts'

type OwnSession = RouteOutput<typeof listOwnSessions>['items'][number]

export function OwnSessions() {
  const { data, error, refetch } = useQuery(read(listOwnSessions))
  const others = data?.items.filter((one) => !one.current) ?? []
  const end = useMutation({
    mutationFn: (sessions: OwnSession[]) =>
      Promise.all(sessions.map(({ id }) => call(endOwnSession, { params: { id } }))),
    onSuccess: (_, sessions) =>
      notifications.show({ message: sessions.length === 1 ? 'Session ended.' : `${sessions.length} sessions ended.` }),
    onSettled: () => refresh(listOwnSessions),
  })
  const ending = (id: string) => end.isPending && end.variables.some((one) => one.id === id)
  return (
    <Card
      title="Sessions"
      lead="Where you are signed in. A session ends by itself a day after it was last used, and after a week."
      actions={
        others.length > 1 ? (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(others)}>
            End all others
          </Button>
        ) : null
      }
      flush
    >
      {end.error ? (
        <div className="card-note">
          <FormProblem error={end.error} />
        </div>
      ) : null}
      {error && !data ? (
        <Failed error={error} retry={refetch} what="Your sessions" />
      ) : data ? (
        <ul className="sessions">
          {data.items.map((session) => (
            <li key={session.id}>
              <div className="grow">
                <p>
                  <span className="strong" title={session.userAgent}>
                    {describeBrowser(session.userAgent)}
                  </span>{' '}
                  {session.current ? <span className="badge">this session</span> : null}
                </p>
                <p className="muted small">
                  {session.ip} · used <RelativeTime at={session.seenAt} /> · began{' '}
                  <RelativeTime at={session.createdAt} />
                </p>
              </div>
              {session.current ? null : (
                <Button
                  size="xs"
                  variant="default"
                  loading={ending(session.id)}
                  onClick={() => end.mutate([session])}
                  aria-label={`End the session of ${describeBrowser(session.userAgent)} from ${session.ip}`}
                >
                  End
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Loading rows={2} height={36} label="Loading your sessions" />
      )}
    </Card>
  )
}
