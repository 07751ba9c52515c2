import { constants } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Destination, type DestinationDeps, refusedBy, type Way } from './destination.ts'

/**
 * A file a day below the data folder, an event a line, on the disk before it counts as delivered. The folder is fixed: a
 * path that a person types would reach whatever this server may write.
 */
export function fileDestination({ auditFolder }: DestinationDeps, { config, slug }: Way): Destination {
  const folder = join(auditFolder, slug, String(config.name))
  const openFile = async (name: string): Promise<FileHandle> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return await open(join(folder, name), constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
    } catch (error) {
      throw refusedBy(folder, `it cannot be written (${(error as NodeJS.ErrnoException).code})`)
    }
  }
  return {
    async send(events) {
      const days = new Map<string, string[]>()
      for (const event of events) {
        const day = new Date(Number(event['@timestamp'])).toISOString().slice(0, 10)
        const lines = days.get(day)
        if (lines) lines.push(JSON.stringify(event))
        else days.set(day, [JSON.stringify(event)])
      }
      for (const [day, lines] of days) {
        const file = await openFile(`${day}.ndjson`)
        try {
          await file.write(`${lines.join('\n')}\n`, await wholeLength(file))
          await file.sync()
        } catch (error) {
          throw refusedBy(folder, `writing failed (${(error as NodeJS.ErrnoException).code})`)
        } finally {
          await file.close()
        }
      }
    },
    async check() {
      const file = await openFile('.check')
      await file.close()
    },
  }
}

/** Where the last whole line ends. What a crash left of a line behind it is overwritten: its event comes once more. */
async function wholeLength(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  const chunk = Buffer.alloc(64 * 1024)
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length)
    const { bytesRead } = await file.read(chunk, 0, end - start, start)
    const at = chunk.subarray(0, bytesRead).lastIndexOf(0x0a)
    if (at >= 0) {
      await file.truncate(start + at + 1)
      return start + at + 1
    }
    end = start
  }
  await file.truncate(0)
  return 0
}
