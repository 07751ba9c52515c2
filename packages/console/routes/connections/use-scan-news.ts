import { notifications } from '@mantine/notifications'
import type { Connection, Scan } from '@rollcall/api'
import { useEffect, useRef, useState } from 'react'
import { count, isRunning } from './scan-progress.ts'

/** Says that a scan ended which was seen running here. Answers the sentence for those who hear the page. */
export function useScanNews({ name, lastScan }: Connection): string {
  const followed = useRef<string>(undefined)
  const [news, setNews] = useState('')
  useEffect(() => {
    if (!lastScan) return
    if (isRunning(lastScan)) {
      if (followed.current !== lastScan.id) setNews(`A scan of ${name} is under way.`)
      followed.current = lastScan.id
      return
    }
    if (followed.current !== lastScan.id) return
    followed.current = undefined
    const { title, message } = describeEnd(lastScan)
    setNews(`${title}. ${message}`)
    notifications.show({ title, message, ...(lastScan.state === 'failed' ? { color: 'red' } : {}) })
  }, [name, lastScan])
  return news
}

function describeEnd({ state, summary, error }: Scan): { title: string; message: string } {
  if (state === 'failed') return { title: 'The scan failed', message: error ? error.message : 'Nothing was changed.' }
  if (state === 'cancelled') return { title: 'The scan was cancelled', message: 'Records and findings are as before.' }
  if (!summary) return { title: 'The scan is done', message: '' }
  const { records, opened, reopened, resolved } = summary
  return {
    title: 'The scan is done',
    message: `${count(records, 'record')}. Findings: ${opened + reopened} opened, ${resolved} resolved.`,
  }
}
