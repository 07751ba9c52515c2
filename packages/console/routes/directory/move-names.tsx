import { Button, FileButton, Textarea } from '@mantine/core'
import {
  type EnterpriseDetail,
  getMove,
  listMoveNames,
  type Move,
  type NameKind,
  nameKinds,
  putMoveNames,
  userNamesIn,
} from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, read, refresh } from '../../api.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { number } from '../../ui/words.ts'

const words: Record<NameKind, string> = {
  matched: 'match',
  missing: 'accounts without a userName',
  added: 'would be new',
  invalid: 'make no login',
  clashing: 'make the same login',
}
const partSize = 2000

/** The userNames of the new provider, as a pasted list, a CSV file, or as the rehearsal got them; and what they match. */
export function CompareNames({
  enterprise,
  move,
  mayWrite,
}: {
  enterprise: EnterpriseDetail
  move: Move
  mayWrite: boolean
}) {
  const params = { enterprise: enterprise.slug }
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: async (names: string[] | 'rehearsal') => {
      if (names === 'rehearsal') return call(putMoveNames, { params, body: { fromRehearsal: true } })
      let found = await call(putMoveNames, { params, body: { names: names.slice(0, partSize), replace: true } })
      for (let start = partSize; start < names.length; start += partSize)
        found = await call(putMoveNames, { params, body: { names: names.slice(start, start + partSize) } })
      return found
    },
    onSuccess: async () => {
      setText('')
      await refresh(getMove, listMoveNames)
    },
  })
  const typed = userNamesIn(text)
  return (
    <>
      {mayWrite ? (
        <form
          className="move-body"
          onSubmit={(event) => {
            event.preventDefault()
            if (typed.length > 0) send.mutate(typed)
          }}
        >
          <Textarea
            label="userNames of the new provider"
            description="One a line, or a CSV with a column userName."
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            rows={4}
            spellCheck={false}
            autoComplete="off"
          />
          <FormProblem error={send.error} />
          <div className="row">
            <Button type="submit" loading={send.isPending} disabled={typed.length === 0}>
              {typed.length === 0 ? 'Compare' : `Compare ${number(typed.length)}`}
            </Button>
            <FileButton
              accept=".csv,.txt,text/csv,text/plain"
              onChange={(file) => void file?.text().then((content) => send.mutate(userNamesIn(content)))}
            >
              {(props) => (
                <Button {...props} variant="default" disabled={send.isPending}>
                  From a file
                </Button>
              )}
            </FileButton>
            {move.rehearsal ? (
              <Button variant="default" disabled={send.isPending} onClick={() => send.mutate('rehearsal')}>
                From the rehearsal
              </Button>
            ) : null}
          </div>
        </form>
      ) : null}
      {move.comparison.names === 0 ? null : <Compared enterprise={enterprise.slug} move={move} />}
    </>
  )
}

function Compared({ enterprise, move: { comparison } }: { enterprise: string; move: Move }) {
  const worst = nameKinds.find((kind) => kind !== 'matched' && comparison[kind] > 0) ?? 'matched'
  const [kind, setKind] = useState<NameKind>(worst)
  const { data, error, refetch } = useQuery(
    read(listMoveNames, { params: { enterprise }, query: { kind, limit: 100 } }),
  )
  return (
    <>
      <fieldset className="comparison" aria-label="What the comparison found">
        {nameKinds.map((one) => (
          <Button
            key={one}
            size="xs"
            variant={one === kind ? 'filled' : 'default'}
            aria-pressed={one === kind}
            onClick={() => setKind(one)}
          >
            {number(comparison[one])} {words[one]}
          </Button>
        ))}
      </fieldset>
      {error ? (
        <Failed error={error} retry={refetch} what="The names" />
      ) : !data ? (
        <Loading rows={3} label="Loading names" />
      ) : data.items.length === 0 ? (
        <p className="muted">None.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard
        <ul className="comparison-list" tabIndex={0} aria-label={`Names: ${words[kind]}`}>
          {data.items.map(({ userName, login, problem }) => (
            <li key={`${userName} ${login}`}>
              <span className="mono">{login ?? userName}</span>
              {userName && login ? <span className="muted"> from {userName}</span> : null}
              {problem ? <p className="secondary small">{problem}</p> : null}
            </li>
          ))}
          {data.total > data.items.length ? (
            <li className="muted">and {number(data.total - data.items.length)} more</li>
          ) : null}
        </ul>
      )}
    </>
  )
}
