import { type ReactNode, useEffect, useRef } from 'react'
import './step-heading.css'

/** Takes the focus when its step appears, so that it is read out and the keys go on from here. */
export function StepHeading({ scroll = true, children }: { scroll?: boolean; children: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    ref.current?.focus({ preventScroll: scroll })
    if (scroll) window.scrollTo({ top: 0 })
  }, [scroll])
  return (
    <h2 ref={ref} tabIndex={-1} className="step-heading focus-quiet">
      {children}
    </h2>
  )
}
