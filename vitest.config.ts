import { defineConfig } from 'vitest/config'

// Packages are tested from their sources; only the browser tests need a build.
const resolve = { conditions: ['source'] }
const ssr = { resolve: { conditions: ['source'], externalConditions: ['source'] } }
const setupFiles = ['test/support/folders-gone.ts', 'test/support/seed.ts']
const exclude = ['**/dist/**', '**/node_modules/**']
// A busy machine takes its time; what never comes fails all the same.
const expect = { poll: { timeout: 30_000 } }

export default defineConfig({
  test: {
    // Most of a test is waiting: for the database, the browser or another process.
    maxWorkers: 3,
    projects: [
      {
        resolve,
        ssr,
        test: {
          name: 'pure',
          isolate: false,
          expect,
          include: ['packages/{scim,directory,core,checks,connectors,api,sandbox,cli}/**/*.test.ts'],
          exclude,
          setupFiles,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'server',
          isolate: false,
          expect,
          include: ['packages/server/**/*.test.ts', 'test/!(e2e)/**/*.test.ts'],
          exclude,
          setupFiles,
          globalSetup: 'test/support/postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'browser',
          isolate: false,
          expect,
          include: ['test/e2e/**/*.test.ts'],
          exclude,
          setupFiles,
          globalSetup: ['test/support/postgres.ts', 'test/support/chromium.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
})
