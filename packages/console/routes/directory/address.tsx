import { CopyButton } from '../../ui/copy-button.tsx'
import './directory.css'

/** An address that is entered elsewhere: to select, to copy. */
export function Address({ title, text, value }: { title: string; text?: string; value: string }) {
  return (
    <div className="address">
      <div className="row spread">
        <span className="strong">{title}</span>
        <CopyButton text={value}>Copy address</CopyButton>
      </div>
      <code className="address-value">{value}</code>
      {text ? <p className="muted small">{text}</p> : null}
    </div>
  )
}
