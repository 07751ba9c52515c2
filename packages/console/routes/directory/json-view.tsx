import { CopyButton } from '../../ui/copy-button.tsx'

/** JSON to read and to copy. Text that is none is shown as it is. */
export function JsonView({ title, value }: { title: string; value: unknown }) {
  const text = typeof value === 'string' ? pretty(value) : JSON.stringify(value, null, 2)
  return (
    <section className="code-block">
      <div className="row spread">
        <h3>{title}</h3>
        <CopyButton text={text} quiet />
      </div>
      <pre>{text}</pre>
    </section>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
