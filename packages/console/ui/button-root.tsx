import type { ComponentProps, MouseEvent } from 'react'

/** What a button is made of. One that is at work keeps the focus and does nothing, where a disabled one would drop it. */
export function buttonRoot(props: Record<string, unknown>) {
  if ('href' in props) return <a {...(props as ComponentProps<'a'>)} />
  const { disabled, onClick, ...others } = props as ComponentProps<'button'> & { 'data-loading'?: boolean }
  if (!others['data-loading']) return <button disabled={disabled} onClick={onClick} {...others} />
  return <button {...others} aria-disabled onClick={(event: MouseEvent) => event.preventDefault()} />
}
