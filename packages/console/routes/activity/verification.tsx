import { Button } from '@mantine/core'
import { ShieldCheckIcon } from '@primer/octicons-react'
import { verifyEvents } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '../../api.ts'
import { Failed } from '../../ui/empty.tsx'
import { Notice } from '../../ui/notice.tsx'
import { number, plural } from '../../ui/words.ts'

/** Recomputes the chain of hashes over the whole log: a button, and what came of it. */
export function useVerification(): { button: ReactNode; result: ReactNode } {
  const { mutate, isPending, data, error } = useMutation({ mutationFn: () => call(verifyEvents) })
  return {
    button: (
      <Button
        variant="default"
        loading={isPending}
        leftSection={<ShieldCheckIcon size={14} />}
        onClick={() => mutate()}
      >
        Verify
      </Button>
    ),
    result: (
      <div role="status" className={data || error ? '' : 'hidden-visually'}>
        {error ? (
          <Failed error={error} retry={() => mutate()} what="The verification" />
        ) : data?.intact ? (
          <Notice title={`The log is whole: all ${plural(data.events, 'event')} fit the chain of hashes`}>
            To compare with a later time, keep the hash of the newest event:{' '}
            <code className="activity-hash">{data.head}</code>
          </Notice>
        ) : data ? (
          <Notice tone="bad" title={`The log does not fit its chain of hashes at event ${number(data.brokenAt ?? 1)}`}>
            That event, or one before it, was changed or removed in the database. Compare with an export or a backup
            from before.
          </Notice>
        ) : null}
      </div>
    ),
  }
}
