import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'

/**
 * Single keys act only while nothing is being typed and no dialog is open, and can be switched off (WCAG 2.1.4):
 * speech input and shaky hands press them by accident.
 */
const storageName = 'rollcall-single-keys'
const listeners = new Set<() => void>()

const readChoice = () => localStorage.getItem(storageName) !== 'off'

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(storageName, on ? 'on' : 'off')
  for (const listener of listeners) listener()
}

export const useSingleKeys = (): boolean =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, readChoice)

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** `g` was pressed: for a second and a half the next letter is a place to go to, and no key of the page. */
let ledAt = 0
export const lead = (on: boolean): void => {
  ledAt = on ? Date.now() : 0
}
export const isLed = (): boolean => Date.now() - ledAt < 1500

/** The keys of a page or a dialog, by `event.key`. `dialog` says that they work inside one, `led` that they may follow `g`. */
export function useKeys(keys: Record<string, () => void>, options: { dialog?: boolean; led?: boolean } = {}): void {
  const { dialog = false, led = false } = options
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const act = keys[event.key]
    if (!act || isTyping(event.target) || !readChoice() || (isLed() && !led)) return
    if (!dialog && document.querySelector('[role="dialog"]')) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

/** The links that lead on from the rows of the page, in reading order. */
const rowLinks = () => [...document.querySelectorAll<HTMLElement>('main [data-row-link]')]

/** Moves the focus from row to row, starting with the first. */
export function moveToRow(step: 1 | -1): void {
  const links = rowLinks()
  const at = links.findIndex(
    (link) => link === document.activeElement || link.closest('tr')?.contains(document.activeElement),
  )
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
