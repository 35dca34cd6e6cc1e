import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variable } from './copy.ts'

/** Vitest's global setup: a folder for the migrated stores, which goes when the run ends. The first test that needs them makes them. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-migrated-'))
  process.env[variable] = folder
  return () => rm(folder, { recursive: true, force: true })
}
