import { CheckIcon } from '@primer/octicons-react'
import type { Step } from './use-connect.ts'
import './steps.css'

const titles = ['Credential', 'What can be read', 'Name and schedule'] as const

export function Steps({ at }: { at: Step }) {
  return (
    <ol className="wizard-steps" aria-label="Steps">
      {titles.map((title, index) => {
        const number = index + 1
        const state = number < at ? 'done' : number === at ? 'now' : 'later'
        return (
          <li key={title} className={state} {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}>
            <span className="wizard-step-mark" aria-hidden="true">
              {state === 'done' ? <CheckIcon size={12} /> : number}
            </span>
            <span>
              {title}
              {state === 'done' ? <span className="hidden-visually"> (done)</span> : null}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
