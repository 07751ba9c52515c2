import type { StreamKind } from '../store/directory-schema.ts'
import type { Destination, DestinationDeps, Way } from './destination.ts'
import { fileDestination } from './file.ts'
import { httpsDestination } from './https.ts'
import { s3Destination } from './s3.ts'
import { splunkDestination } from './splunk.ts'

const kinds: Record<StreamKind, (deps: DestinationDeps, way: Way) => Destination> = {
  https: httpsDestination,
  splunk: splunkDestination,
  s3: s3Destination,
  file: fileDestination,
}

export const destinationOf = (deps: DestinationDeps, kind: StreamKind, way: Way): Destination => kinds[kind](deps, way)
