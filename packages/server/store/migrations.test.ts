import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, 'migrations')

/** Of every migration but those of the version under way: what a database has run is never run again. */
const run: Record<string, string> = {
  '0001-foundation.ts': 'f83c1e8411716093',
  '0002-decisions.ts': 'a49047b1ce3f7019',
  '0003-scan-spending.ts': 'f8b77b5686615eda',
  '0004-unchanged-answers.ts': 'cbdcf41392e3089a',
  '0005-registrations.ts': '4afe10033a059349',
  '0006-notices.ts': '4792ff84e612cdc8',
  '0007-identity-kinds.ts': 'a22aecfe384facfa',
  '0008-instances.ts': '3fecf35d39d8d690',
  '0009-enterprises.ts': 'eb58aed923af5165',
  '0010-readers.ts': '2ab5628c61f2dc63',
  '0012-shown-users.ts': '20eb09f8ab092f62',
  '0013-enterprise-life.ts': 'a26d2db2eddf6956',
  '0014-teams.ts': '09695234f45ce5b6',
  '0015-sign-in.ts': 'cb8c7996c4226b47',
  '0016-audit-log.ts': '1a5b3822a001aa41',
  '0017-directory-emails.ts': '7f8ac19f3a352b29',
  '0018-appliance-accounts.ts': 'bb154291b83c5a8f',
  '0019-stream-outages.ts': 'e3cd7d7568217a62',
  '0020-team-organizations.ts': '1abec7a15c0d65fa',
  '0021-lighter-writes.ts': 'cc08924bafef1551',
}

test('a migration that databases have run stays as it was: what changes is a new one', () => {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
  const hashes = files.map((name) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(folder, name), 'utf8').replace(/\s+/g, ' '))
      .digest('hex')
      .slice(0, 16),
  ])
  expect(Object.fromEntries(hashes)).toMatchObject(run)
})
