import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { FormProblem } from './form-problem.tsx'
import './dialog.css'

interface Asked {
  /** What is lost, and what stays. */
  children: ReactNode
  /** What the button does, as a verb. */
  button: string
  /** Must be typed first: for what cannot be had back. */
  typed?: string
  /** What would happen is not known yet: nothing can be confirmed. */
  wait?: boolean
  run: () => Promise<unknown>
}

/** Asks before something is destroyed, and stays open with the reason when it could not be. */
export function ConfirmDialog({
  opened,
  close,
  closed,
  title,
  ...asked
}: Asked & {
  opened: boolean
  close: () => void
  /** Once it has gone: takes the focus back to where it was, where the dialog itself cannot know. */
  closed?: () => void
  title: string
}) {
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      {...(closed ? { returnFocus: false, onExitTransitionEnd: closed } : {})}
    >
      <Question {...asked} close={close} />
    </Modal>
  )
}

function Question({ children, button, typed, wait = false, run, close }: Asked & { close: () => void }) {
  const [text, setText] = useState('')
  const { mutate, isPending, error } = useMutation({ mutationFn: run, onSuccess: close })
  const ready = !wait && (typed === undefined || text.trim() === typed)
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) mutate()
      }}
    >
      <div className="dialog-text">{children}</div>
      {typed === undefined ? null : (
        <TextInput
          label={
            <>
              Type <span className="dialog-typed">{typed}</span> to confirm
            </>
          }
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
      )}
      <FormProblem error={error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close} {...(typed === undefined ? { 'data-autofocus': true } : {})}>
          Cancel
        </Button>
        <Button type="submit" className="button-danger" loading={isPending} disabled={!ready}>
          {button}
        </Button>
      </div>
    </form>
  )
}
