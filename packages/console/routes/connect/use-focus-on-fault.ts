import { type RefObject, useEffect } from 'react'

/** Once for each attempt the focus goes to the first field that is wrong, and not while it is being mended. */
export function useFocusOnFault(form: RefObject<HTMLFormElement | null>, tried: number, busy: boolean): void {
  useEffect(() => {
    if (tried === 0 || busy) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (wrong) wrong.focus()
    // The button lost the focus while it was waiting.
    else if (document.activeElement === document.body)
      form.current?.querySelector<HTMLElement>('[type="submit"]')?.focus()
  }, [form, tried, busy])
}
