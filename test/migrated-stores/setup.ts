import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variable } from './copy.ts'

const compileCache = join(import.meta.dirname, '../../node_modules/.cache/compiled')

/**
 * Vitest's global setup: a folder for the migrated stores, which goes when the run ends. The first test that needs them makes
 * them. Processes that tests start share compiled modules: to compile them anew takes each a second.
 */
export default async function setup(): Promise<() => Promise<void>> {
  // Of several projects the first has made it.
  if (process.env[variable] !== undefined) return async () => {}
  const folder = await mkdtemp(join(tmpdir(), 'pocm-migrated-'))
  process.env[variable] = folder
  process.env.NODE_COMPILE_CACHE ??= compileCache
  return () => rm(folder, { recursive: true, force: true })
}
