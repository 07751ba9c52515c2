import type { AddressInfo } from 'node:net'
import { type DirectoryBench, openDirectory } from '../support/directory.ts'

/** The service on a port of its own, for suites that speak HTTP. */
export async function listenDirectory(
  wanted?: Record<string, unknown>,
): Promise<DirectoryBench & { standard: string; github: string }> {
  const bench = await openDirectory(wanted)
  await bench.server.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = bench.server.app.server.address() as AddressInfo
  const at = (address: string) => `http://127.0.0.1:${port}${new URL(address).pathname}`
  const { standard, github } = bench.enterprise.addresses
  return { ...bench, standard: at(standard), github: at(github) }
}
