// Written by `npm run gen`. Do not edit.
import type { Connector } from '@rollcall/core'
import { github } from './github/index.ts'
import { pagerduty } from './pagerduty/index.ts'

export const connectors: readonly Connector[] = [github, pagerduty]
