import { afterAll } from 'vitest'
import { removeFolders } from './folder.ts'

// Registered before all others, and so the last to run: by then nothing holds them any more.
afterAll(removeFolders)
