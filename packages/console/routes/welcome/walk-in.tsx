import { Button } from '@mantine/core'
import { ArrowRightIcon } from '@primer/octicons-react'
import { acceptLink, type Session } from '@rollcall/api'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../api.ts'
import { FormProblem } from '../../ui/form-problem.tsx'

export function WalkIn({ token, enter }: { token: string; enter: (session: Session) => Promise<void> }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(acceptLink, { body: { token } }),
    onSuccess: enter,
    gcTime: 0,
  })
  return (
    <>
      <FormProblem error={error} />
      <Button
        size="md"
        fullWidth
        autoFocus
        loading={isPending}
        onClick={() => mutate()}
        rightSection={<ArrowRightIcon size={16} />}
      >
        Walk in
      </Button>
    </>
  )
}
