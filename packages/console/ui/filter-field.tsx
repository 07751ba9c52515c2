import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { SearchIcon } from '@primer/octicons-react'
import { useRef, useState } from 'react'

/** A text that filters a list. It takes effect a moment after the last key; the address may change it too. */
export function FilterField({
  value,
  change,
  label,
  placeholder = label,
  main = false,
  className,
}: {
  value: string
  change: (value: string) => unknown
  label: string
  placeholder?: string
  /** `/` leads here. */
  main?: boolean
  className?: string
}) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const [sent, setSent] = useState(value)
  const [known, setKnown] = useState(value)
  if (value !== known) {
    setKnown(value)
    // What comes back is what was sent; what is being typed meanwhile stays.
    if (value !== sent) {
      setSent(value)
      setText(value)
    }
  }
  const send = (next: string) => {
    settle.cancel()
    if (next.trim() === sent) return
    setSent(next.trim())
    change(next.trim())
  }
  const settle = useDebouncedCallback(send, 250)
  return (
    <TextInput
      ref={input}
      {...(main ? { 'data-main-search': true } : {})}
      {...(className ? { className } : {})}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<SearchIcon size={15} />}
      rightSection={
        text === '' ? null : (
          <CloseButton
            size="sm"
            aria-label="Clear"
            onClick={() => {
              setText('')
              send('')
              input.current?.focus()
            }}
          />
        )
      }
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        settle(currentTarget.value)
      }}
      onBlur={() => send(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') send(text)
        else if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}
