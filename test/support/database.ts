import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  host: string
  user: string
  database: string
  drop: () => Promise<void>
}

/** A database of one's own, as the migrations leave it. */
export async function createDatabase(): Promise<TestDatabase> {
  const { host, user, template } = inject('postgres')
  const database = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(`create database ${database} template ${template}`)
  return { host, user, database, drop: () => asAdmin(`drop database if exists ${database} with (force)`) }
}

/** The same address as a connection string, for what takes DATABASE_URL. */
export const urlOf = ({ host, user, database }: TestDatabase): string =>
  `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`

async function asAdmin(statement: string): Promise<void> {
  const { host, user } = inject('postgres')
  const client = new pg.Client({ host, user, database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
