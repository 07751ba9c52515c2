// The only file here that knows the server's code: the commands that work without a server run a part of it in this
// process. It is loaded when such a command runs, so that all others start without it.

export type { Inspected } from '@rollcall/server/inspect'

export const loadScanner = () => import('@rollcall/server/scan-once')

export const loadInspector = () => import('@rollcall/server/inspect')

export const loadServer = () => import('@rollcall/server/main')
