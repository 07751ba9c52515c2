import { Button, Textarea } from '@mantine/core'
import { addNote, type Event, type FindingDetail, type Note } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { findingsChanged } from '../../live.ts'
import { useMay } from '../../session.ts'
import { EventLine } from '../../ui/event-line.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { RelativeTime } from '../../ui/time.tsx'

type Entry = { key: string; at: string; by: string } & ({ note: Note } | { event: Event })

/** What happened to it and what people wrote, newest first. */
export function HistoryTab({ finding }: { finding: FindingDetail }) {
  const mayWrite = useMay('findings:write')
  const entries = entriesOf(finding)
  return (
    <div className="stack">
      {mayWrite ? <NoteForm id={finding.id} /> : null}
      {entries.length === 0 ? <p className="muted">Nothing is recorded about it.</p> : null}
      <ol className="history">
        {entries.map((entry) => (
          <li key={entry.key} {...('note' in entry ? { 'data-note': true } : {})}>
            {'note' in entry ? (
              <p className="note">{entry.note.text}</p>
            ) : (
              <EventLine event={entry.event} about="self" />
            )}
            <span className="muted small">
              <RelativeTime at={entry.at} /> · by {entry.by}
              {'event' in entry ? ` · event ${entry.event.seq.toLocaleString('en')}` : ''}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** A note stands in the log too; here it is shown once, as what it is. */
function entriesOf({ history, noteList }: FindingDetail): Entry[] {
  const events = history
    .filter((event) => event.type !== 'finding.noted')
    .map((event): Entry => ({ key: `event ${event.seq}`, at: event.at, by: event.actor.name, event }))
  const notes = noteList.map((note): Entry => ({ key: note.id, at: note.at, by: note.author.name, note }))
  return [...events, ...notes].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

function NoteForm({ id }: { id: string }) {
  const [text, setText] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(addNote, { params: { id }, body: { text } }),
    onSuccess: () => {
      setText('')
      return refresh(...findingsChanged)
    },
  })
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '') mutate()
      }}
    >
      <Textarea
        aria-label="Note"
        placeholder="What was found out, or agreed"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit()
        }}
        maxLength={4000}
        autosize
        minRows={2}
        maxRows={10}
      />
      <FormProblem error={error} />
      <div className="row spread">
        <span className="muted small">Everyone who sees the finding sees it. Notes stay.</span>
        <Button type="submit" size="xs" variant="default" loading={isPending} disabled={text.trim() === ''}>
          Add note
        </Button>
      </div>
    </form>
  )
}
