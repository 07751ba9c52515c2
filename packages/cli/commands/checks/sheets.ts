import type { CheckDetail } from '@rollcall/api'
import { loadScanner } from '../../local.ts'

/** Every check of this version, without what a server has judged by it. */
export const loadSheets = async (): Promise<CheckDetail[]> => (await loadScanner()).listCheckSheets()
