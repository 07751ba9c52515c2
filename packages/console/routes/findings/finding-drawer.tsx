import { ActionIcon, Drawer, Tooltip } from '@mantine/core'
import { ChevronDownIcon, ChevronUpIcon, XIcon } from '@primer/octicons-react'
import { getFinding } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { read } from '../../api.ts'
import { useKeys } from '../../keyboard.ts'
import { useMay } from '../../session.ts'
import { Failed, Loading } from '../../ui/empty.tsx'
import { useDialog } from '../../ui/use-dialog.ts'
import type { ChangeKind, ChangeTarget } from './change.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { FindingBody } from './finding-body.tsx'
import type { DrawerSearch } from './findings-search.ts'
import './finding-drawer.css'

/** Ids of the findings on the page below, in the order in which they stand there. */
const idsOnPage = () => [
  ...new Set(
    [...document.querySelectorAll<HTMLElement>('main [data-finding]')].map((link) => link.dataset.finding ?? ''),
  ),
]

const linkTo = (id: string | undefined) =>
  id === undefined ? null : document.querySelector<HTMLElement>(`main [data-finding="${CSS.escape(id)}"]`)

/** The finding that the address names, over whatever page it names. Closing returns the focus to its row. */
export function FindingDrawer() {
  const { open, show } = useSearch({
    strict: false,
    select: (search: DrawerSearch): DrawerSearch => ({
      ...(search.open ? { open: search.open } : {}),
      ...(search.show ? { show: search.show } : {}),
    }),
  })
  const navigate = useNavigate()
  const router = useRouter()
  // What was shown last stays while the drawer slides away.
  const last = useRef(open)
  if (open !== undefined) last.current = open
  const id = open ?? last.current

  const close = () => {
    if (router.history.location.state.fromPage) router.history.back()
    else
      void navigate({
        to: '.',
        search: ({ open: _, show: __, ...rest }: Record<string, unknown>) => rest,
        replace: true,
        resetScroll: false,
      })
  }
  const stay = { to: '.', replace: true, resetScroll: false, state: true } as const
  const turnTo = (next: string) =>
    navigate({ ...stay, search: (before: Record<string, unknown>) => ({ ...before, open: next }) })

  const dialog = useDialog<ChangeTarget>()
  return (
    <>
      <Drawer.Root
        opened={open !== undefined}
        onClose={close}
        closeOnEscape={!dialog.opened}
        position="right"
        classNames={{ content: 'finding-drawer' }}
        size="min(660px, 100vw)"
        returnFocus={false}
        onExitTransitionEnd={() =>
          (linkTo(last.current) ?? document.getElementById('main'))?.focus({ preventScroll: true })
        }
      >
        <Drawer.Overlay backgroundOpacity={0.25} />
        <Drawer.Content aria-label="Finding">
          {id === undefined ? null : (
            <Opened
              id={id}
              tab={show ?? 'evidence'}
              setTab={(tab) =>
                navigate({ ...stay, search: (before: Record<string, unknown>) => ({ ...before, show: tab }) })
              }
              turnTo={turnTo}
              close={close}
              ask={dialog.open}
              asking={dialog.opened}
            />
          )}
        </Drawer.Content>
      </Drawer.Root>
      <ChangeDialog target={dialog.about} opened={dialog.opened} close={dialog.close} closed={dialog.closed} />
    </>
  )
}

function Opened({
  id,
  turnTo,
  close,
  ask,
  asking,
  ...tabs
}: {
  id: string
  ask: (target: ChangeTarget) => void
  asking: boolean
  tab: NonNullable<DrawerSearch['show']>
  setTab: (tab: NonNullable<DrawerSearch['show']>) => void
  turnTo: (id: string) => void
  close: () => void
}) {
  const { data, error, refetch } = useQuery(read(getFinding, { params: { id } }))
  const [place, setPlace] = useState({ at: -1, ids: [] as string[] })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page below is read anew with every finding
  useEffect(() => {
    const ids = idsOnPage()
    // A finding that was just decided about leaves the list below; the way on from it stays.
    setPlace((before) =>
      ids.includes(id) || !before.ids.includes(id)
        ? { at: ids.indexOf(id), ids }
        : { at: before.ids.indexOf(id), ids: before.ids },
    )
    linkTo(id)?.scrollIntoView({ block: 'nearest' })
  }, [id, data])
  const before = place.at > 0 ? place.ids[place.at - 1] : undefined
  const after = place.at >= 0 ? place.ids[place.at + 1] : undefined
  const mayWork = useMay('findings:write')
  const act = (kind: ChangeKind) => {
    if (data && mayWork) ask({ kind, select: { ids: [id] }, count: 1, finding: data })
  }
  // A dialog above the drawer has the keys for itself.
  useKeys(
    asking
      ? {}
      : {
          '[': () => before !== undefined && turnTo(before),
          ']': () => after !== undefined && turnTo(after),
          a: () => act('assign'),
          e: () => data?.status !== 'resolved' && act('excepted'),
        },
    { dialog: true },
  )
  return (
    <>
      <div className="finding-bar">
        <Turn
          label="Previous finding"
          keyName="["
          disabled={before === undefined}
          turn={() => before && turnTo(before)}
        >
          <ChevronUpIcon size={16} />
        </Turn>
        <Turn label="Next finding" keyName="]" disabled={after === undefined} turn={() => after && turnTo(after)}>
          <ChevronDownIcon size={16} />
        </Turn>
        <span className="muted small grow">
          {place.at >= 0 && place.ids.length > 1 ? `${place.at + 1} of ${place.ids.length} on this page` : ''}
        </span>
        <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close} data-autofocus>
          <XIcon size={16} />
        </ActionIcon>
      </div>
      {error && !data ? (
        <Failed error={error} retry={refetch} what="The finding" />
      ) : data ? (
        <FindingBody finding={data} act={mayWork ? act : undefined} {...tabs} />
      ) : (
        <Loading rows={7} label="Loading the finding" />
      )}
    </>
  )
}

function Turn({
  label,
  keyName,
  disabled,
  turn,
  children,
}: {
  label: string
  keyName: string
  disabled: boolean
  turn: () => void
  children: React.ReactNode
}) {
  return (
    <Tooltip label={`${label}  ${keyName}`} disabled={disabled}>
      <ActionIcon variant="default" aria-label={label} aria-keyshortcuts={keyName} disabled={disabled} onClick={turn}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
