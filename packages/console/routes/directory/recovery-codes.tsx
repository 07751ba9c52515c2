import { Button } from '@mantine/core'
import { type EnterpriseDetail, getSignIn, makeRecoveryCodes, noteRecoveryCodes, type SignIn } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, refresh } from '../../api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { ExternalLink, Notice } from '../../ui/notice.tsx'
import { Card } from '../../ui/page.tsx'
import { OnceFrame } from '../../ui/shown-once.tsx'
import { RelativeTime } from '../../ui/time.tsx'

interface Props {
  enterprise: EnterpriseDetail
  signIn: SignIn
  mayWrite: boolean
}

/** The way in while the identity provider is away: codes that are shown once, to be kept elsewhere. */
export function RecoveryCodes({ enterprise, signIn: { recoveryCodes, addresses }, mayWrite }: Props) {
  const [codes, setCodes] = useState<string[] | null>(null)
  const [asking, setAsking] = useState(false)
  const make = useMutation({
    mutationFn: () => call(makeRecoveryCodes, { params: { enterprise: enterprise.slug } }),
    onSuccess: (made) => {
      setCodes(made.codes)
      return refresh(getSignIn)
    },
    gcTime: 0,
  })
  const { left, total, madeAt, keptAt } = recoveryCodes
  return (
    <Card
      title="Recovery codes"
      lead={`With one, the set-up user ${enterprise.setupUser} or an enterprise owner gets in while the identity provider does not answer. Each works once.`}
      actions={
        mayWrite && !codes ? (
          <Button
            variant="default"
            loading={make.isPending}
            onClick={() => (total === 0 ? make.mutate() : setAsking(true))}
          >
            {total === 0 ? 'Make recovery codes' : 'Make new codes'}
          </Button>
        ) : null
      }
    >
      <div className="stack">
        {total === 0 ? (
          <p className="secondary">There are none yet.</p>
        ) : (
          <p>
            {left} of {total} are left. Made {madeAt ? <RelativeTime at={madeAt} /> : null},{' '}
            {keptAt ? 'and kept by somebody.' : 'and not downloaded or printed yet.'} They are typed in at{' '}
            <ExternalLink href={addresses.recover} />.
          </p>
        )}
        <FormProblem error={make.error} />
        {codes ? <Codes enterprise={enterprise} codes={codes} done={() => setCodes(null)} /> : null}
      </div>
      <ConfirmDialog
        opened={asking}
        close={() => setAsking(false)}
        title="Make new recovery codes?"
        button="Make new codes"
        run={() => make.mutateAsync()}
      >
        <p>The codes that are there end, wherever they are kept.</p>
      </ConfirmDialog>
    </Card>
  )
}

function Codes({ enterprise, codes, done }: { enterprise: EnterpriseDetail; codes: string[]; done: () => void }) {
  const text = `Recovery codes of ${enterprise.name} (${enterprise.slug}), ${new Date().toISOString().slice(0, 10)}\nEach works once.\n\n${codes.join('\n')}\n`
  const note = useMutation({
    mutationFn: (how: 'downloaded' | 'printed' | 'copied') =>
      call(noteRecoveryCodes, { params: { enterprise: enterprise.slug }, body: { how } }),
    onSuccess: () => refresh(getSignIn),
  })
  const download = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    link.download = `rollcall-${enterprise.slug}-recovery-codes.txt`
    link.click()
    URL.revokeObjectURL(link.href)
    note.mutate('downloaded')
  }
  return (
    <OnceFrame label="Recovery codes" kept={() => note.isSuccess}>
      <ol className="recovery-codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <Notice tone="warn">
        They are not shown again. Keep them where they can be had without the identity provider: a safe, a password
        manager of its own.
      </Notice>
      <FormProblem error={note.error} />
      <div className="row">
        <Button onClick={download}>Download</Button>
        <Button
          variant="default"
          onClick={() => {
            note.mutate('printed')
            window.print()
          }}
        >
          Print
        </Button>
        <Button
          variant="default"
          onClick={() => void navigator.clipboard.writeText(text).then(() => note.mutate('copied'))}
        >
          Copy
        </Button>
        <Button variant="subtle" onClick={done}>
          Done
        </Button>
      </div>
    </OnceFrame>
  )
}
