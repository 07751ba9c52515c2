import { type Connection, type ConnectorSheet, listConnectors } from '@rollcall/api'
import { useQuery } from '@tanstack/react-query'
import { read } from '../../api.ts'

/** The connector of a connection; undefined until it is known. */
export const useConnector = ({ connector }: Pick<Connection, 'connector'>): ConnectorSheet | undefined =>
  useQuery(read(listConnectors)).data?.items.find((one) => one.id === connector)
