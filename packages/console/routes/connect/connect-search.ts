import { type RawSearch, textParam } from '../../search-params.ts'

/** What a system sends back with a browser, in its own words, and which registration to go on with. */
export interface ConnectSearch {
  code?: string
  state?: string
  installation_id?: string
  setup_action?: string
  registration?: string
}

export const validateConnectSearch = (search: RawSearch): ConnectSearch => ({
  ...textParam(search, 'code', 200),
  ...textParam(search, 'state', 200),
  ...textParam(search, 'installation_id', 40),
  ...textParam(search, 'setup_action', 20),
  ...textParam(search, 'registration', 64),
})
