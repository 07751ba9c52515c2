import { Button } from '@mantine/core'
import { ShieldCheckIcon } from '@primer/octicons-react'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failed } from './empty.tsx'
import { Notice } from './notice.tsx'
import { plural } from './words.ts'

/** Computes the chain of hashes over a log anew: a button, and what came of it. */
export function useVerification<Found extends { intact: boolean; events: number; head: string }>({
  verify,
  keep,
  broken,
}: {
  verify: () => Promise<Found>
  /** What stands before the hash that can be kept. */
  keep: (found: Found) => ReactNode
  /** Where it does not fit, and what to do. */
  broken: (found: Found) => readonly [where: string, todo: string]
}): { button: ReactNode; result: ReactNode } {
  const { mutate, isPending, data, error } = useMutation({ mutationFn: verify })
  const [where, todo] = data && !data.intact ? broken(data) : []
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
        ) : where ? (
          <Notice tone="bad" title={`The log does not fit its chain of hashes ${where}`}>
            {todo}
          </Notice>
        ) : data ? (
          <Notice title={`The log is whole: all ${plural(data.events, 'event')} fit the chain of hashes`}>
            {keep(data)} <code>{data.head}</code>
          </Notice>
        ) : null}
      </div>
    ),
  }
}
