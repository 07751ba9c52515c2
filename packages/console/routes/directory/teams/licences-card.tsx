import { Button, Modal, NumberInput, Progress } from '@mantine/core'
import { getLicences, type RouteOutput, setLicences } from '@rollcall/api'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, read } from '../../../api.ts'
import { useMay } from '../../../session.ts'
import { Failed, Loading } from '../../../ui/empty.tsx'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { Card } from '../../../ui/page.tsx'
import { number, plural } from '../../../ui/words.ts'
import { refreshTeams } from './refresh.ts'
import '../../../ui/dialog.css'

type Licences = RouteOutput<typeof getLicences>

/** How many licences there are and are used: whoever is in an organization takes one. */
export function LicencesCard({ enterprise }: { enterprise: string }) {
  const { data, error, refetch } = useQuery(read(getLicences, { params: { enterprise } }))
  const [changing, setChanging] = useState(false)
  const mayWrite = useMay('directory:write')
  return (
    <Card
      title="Licences"
      lead="A person takes one with the first organization. People without an organization, and those who are suspended, take none."
      actions={
        mayWrite && data ? (
          <Button variant="default" onClick={() => setChanging(true)}>
            Change
          </Button>
        ) : null
      }
    >
      {error && !data ? (
        <Failed error={error} retry={refetch} what="The licences" />
      ) : !data ? (
        <Loading rows={1} label="Loading licences" />
      ) : (
        <Usage licences={data} />
      )}
      <Modal opened={changing} onClose={() => setChanging(false)} title="Licences">
        {data ? <LicencesForm enterprise={enterprise} licences={data} close={() => setChanging(false)} /> : null}
      </Modal>
    </Card>
  )
}

function Usage({ licences: { limit, used } }: { licences: Licences }) {
  if (limit === null) return <p>{plural(used, 'person', 'people')} in organizations; there is no limit.</p>
  const free = limit - used
  return (
    <div className="side-part">
      <p>
        {number(used)} of {plural(limit, 'licence')} in use
        {free > 0
          ? `, ${number(free)} free.`
          : free === 0
            ? '; none is left.'
            : `: ${number(-free)} more than there are.`}
      </p>
      <Progress
        value={limit === 0 ? 100 : Math.min(100, (used / limit) * 100)}
        color={free > 0 ? 'var(--low-fill)' : 'var(--critical-fill)'}
        aria-label="Licences in use"
      />
    </div>
  )
}

function LicencesForm({ enterprise, licences, close }: { enterprise: string; licences: Licences; close: () => void }) {
  const [limit, setLimit] = useState<number | string>(licences.limit ?? '')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      call(setLicences, { params: { enterprise }, body: { limit: limit === '' ? null : Number(limit) } }),
    onSuccess: async () => {
      await refreshTeams()
      close()
    },
  })
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault()
        mutate()
      }}
    >
      <NumberInput
        label="Number of licences"
        description="Empty: no limit. With more of them, teams take in who was waiting; with fewer, nobody is thrown out."
        min={0}
        max={1_000_000}
        allowDecimal={false}
        hideControls
        value={limit}
        onChange={setLimit}
        data-autofocus
      />
      <FormProblem error={error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Save
        </Button>
      </div>
    </form>
  )
}
