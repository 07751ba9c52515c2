import { Button, Checkbox } from '@mantine/core'
import { DownloadIcon } from '@primer/octicons-react'
import { useEffect, useRef, useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'

/** Shown once. The dialog closes only for whoever says that they are kept. */
export function RecoveryCodes({ codes, close }: { codes: string[]; close: () => void }) {
  const [kept, setKept] = useState(false)
  const heading = useRef<HTMLParagraphElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="dialog-form">
      <p className="strong focus-quiet" tabIndex={-1} ref={heading}>
        The authenticator app is on. Keep these recovery codes.
      </p>
      <Notice tone="warn">
        Each signs you in once when the phone is lost. They are not shown again; keep them where your passwords are.
      </Notice>
      <ol className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="row">
        <CopyButton text={codes.join('\n')}>Copy all</CopyButton>
        <Button
          size="xs"
          variant="default"
          leftSection={<DownloadIcon size={14} />}
          onClick={() => download('rollcall-recovery-codes.txt', recoveryFile(codes))}
        >
          Download
        </Button>
      </div>
      <Checkbox label="I have kept them" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <div className="dialog-actions">
        <Button disabled={!kept} onClick={close}>
          Done
        </Button>
      </div>
    </div>
  )
}

const recoveryFile = (codes: string[]) =>
  `Recovery codes for Rollcall at ${location.origin}\nEach works once.\n\n${codes.join('\n')}\n`

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
