import { getFinding } from '@rollcall/api'
import { queryClient, read } from '../../api.ts'
import { useKeys } from '../../keyboard.ts'
import { useDialog } from '../../ui/use-dialog.ts'
import { BulkBar } from './bulk-bar.tsx'
import type { ChangeKind, ChangeTarget } from './change.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { useSelection } from './selection.tsx'

/** Id of the finding whose row has the focus. */
const focusedFinding = (): string | undefined =>
  document.activeElement?.closest('tr')?.querySelector<HTMLElement>('[data-finding]')?.dataset.finding

/** What people do with the findings of the page: by the bar, or by keys on the selection or the row that has the focus. */
export function FindingsWork() {
  const selection = useSelection()
  const dialog = useDialog<ChangeTarget>()
  const act = async (kind: ChangeKind) => {
    if (!selection) return
    if (selection.count > 0)
      return dialog.open({ kind, select: selection.select, count: selection.count, finding: null })
    const id = focusedFinding()
    if (id === undefined) return
    const finding = await queryClient.fetchQuery(read(getFinding, { params: { id } }))
    dialog.open({ kind, select: { ids: [id] }, count: 1, finding })
  }
  useKeys({
    x: () => {
      const id = focusedFinding()
      if (id !== undefined && selection) selection.choose([id], !selection.has(id))
    },
    a: () => void act('assign'),
    e: () => void act('excepted'),
  })
  if (!selection) return null
  return (
    <>
      <BulkBar act={(kind) => void act(kind)} />
      <ChangeDialog
        target={dialog.about}
        opened={dialog.opened}
        close={dialog.close}
        closed={dialog.closed}
        done={selection.clear}
      />
    </>
  )
}
