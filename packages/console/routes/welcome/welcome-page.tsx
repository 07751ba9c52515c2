import { checkLink, type RouteOutput } from '@rollcall/api'
import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { call } from '../../api.ts'
import { Loading } from '../../ui/empty.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { LinkProblem } from './link-problem.tsx'
import { tokenIn } from './link-token.ts'
import { NoLink } from './no-link.tsx'
import { UseLink } from './use-link.tsx'

type Link = RouteOutput<typeof checkLink>
type Answer = { token: string } & ({ link: Link } | { error: unknown })

/** Where one-time links lead: first set-up, invitation, new password, demo. */
export function WelcomePage() {
  const [token, forget, enter] = useLinkToken()
  const [answer, ask] = useAnswer(token)
  if (token === null) return <NoLink enter={enter} />
  if (answer === null)
    return (
      <FrontDoor title="Welcome" heading="Looking at your link">
        <Loading rows={3} label="Looking at your link" />
      </FrontDoor>
    )
  if ('error' in answer) return <LinkProblem error={answer.error} retry={ask} forget={forget} enter={enter} />
  return <UseLink key={token} token={token} link={answer.link} />
}

/**
 * The link's secret stands behind `#`. It is kept here alone and taken out of the address at once, so that neither the
 * browser's history nor a look at the screen gives it away.
 */
function useLinkToken() {
  const hash = useRouterState({ select: (state) => state.location.hash })
  const [token, setToken] = useState<string | null>(() => tokenIn(hash))
  useEffect(() => {
    if (hash === '') return
    setToken(tokenIn(hash))
    window.history.replaceState(window.history.state, '', location.pathname)
  }, [hash])
  return [token, () => setToken(null), setToken] as const
}

/** What the link is for. The answer does not go into the cache: its key would hold the secret. */
function useAnswer(token: string | null): [Answer | null, () => void] {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    if (token === null) return
    const gone = new AbortController()
    call(checkLink, { body: { token } }, gone.signal).then(
      (link) => setAnswer({ token, link }),
      (error: unknown) => gone.signal.aborted || setAnswer({ token, error }),
    )
    return () => gone.abort()
  }, [token, round])
  const again = () => {
    setAnswer(null)
    setRound((before) => before + 1)
  }
  return [answer?.token === token ? answer : null, again]
}
