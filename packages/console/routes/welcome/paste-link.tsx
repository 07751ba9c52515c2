import { Button, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { tokenIn } from './link-token.ts'
import './welcome.css'

/** For a link that came by chat or terminal and was not opened from there. */
export function PasteLink({ enter, label }: { enter: (token: string) => void; label: string }) {
  const id = useId()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  return (
    <form
      className="welcome-paste"
      onSubmit={(event) => {
        event.preventDefault()
        const token = tokenIn(text)
        if (token === null) return setProblem('That holds no one-time link. It ends with #rc_link_ and some letters.')
        setText('')
        enter(token)
      }}
    >
      <label htmlFor={id}>{label}</label>
      <TextInput
        id={id}
        placeholder="http…/welcome#rc_link_…"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setProblem(null)
        }}
        error={problem}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="off"
      />
      <Button type="submit" variant="default">
        Open
      </Button>
    </form>
  )
}
