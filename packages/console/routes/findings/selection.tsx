import type { FindingSelection } from '@rollcall/api'
import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import { useMay } from '../../session.ts'

interface Chosen {
  ids: ReadonlySet<string>
  /** Every finding of this query, however many pages it has. */
  query: { q: string; total: number } | null
}

export interface Selection {
  count: number
  has: (id: string) => boolean
  choose: (ids: readonly string[], on: boolean) => void
  /** What a list could offer beyond its page. */
  offer: { q: string; total: number } | null
  setOffer: (offer: { q: string; total: number } | null) => void
  chooseAll: () => void
  clear: () => void
  select: FindingSelection
  /** Set where all of a query are chosen. */
  whole: boolean
}

const nothing: Chosen = { ids: new Set(), query: null }
const Context = createContext<Selection | null>(null)

/** The selection of the page, or null where nothing can be selected. */
export const useSelection = (): Selection | null => use(Context)

/** What is selected on a page of findings. Another query is another list, and nothing of it is selected. */
export function SelectionProvider({ of, children }: { of: string; children: ReactNode }) {
  const may = useMay('findings:write')
  const [chosen, setChosen] = useState(nothing)
  const [offer, setOffer] = useState<Selection['offer']>(null)
  const [known, setKnown] = useState(of)
  if (of !== known) {
    setKnown(of)
    setChosen(nothing)
    setOffer(null)
  }
  const selection = useMemo((): Selection => {
    const { ids, query } = chosen
    return {
      count: query?.total ?? ids.size,
      has: (id) => ids.has(id),
      choose: (some, on) =>
        setChosen((before) => {
          const next = new Set(before.ids)
          for (const id of some) {
            if (on) next.add(id)
            else next.delete(id)
          }
          return { ids: next, query: null }
        }),
      offer,
      setOffer,
      chooseAll: () => offer && setChosen((before) => ({ ...before, query: offer })),
      clear: () => setChosen(nothing),
      select: query ? { q: query.q } : { ids: [...ids] },
      whole: query !== null,
    }
  }, [chosen, offer])
  return <Context value={may ? selection : null}>{children}</Context>
}
