import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const variable = 'POCM_TEST_MIGRATED_STORES'

/**
 * Puts a migrated, empty store into a new data folder: to make both costs nine seconds of processor time, to copy them
 * half a second. A test of the migrations or of a first start does without it.
 */
export async function copyMigrated(store: 'postgres' | 'clickhouse', dataFolder: string): Promise<void> {
  await run('cp', ['-R', join(await migratedStores(), store), join(dataFolder, store)])
}

/** The folder of the migrated stores, made by the first who asks. Of two who make it at once the second one's is dropped. */
async function migratedStores(): Promise<string> {
  const folder = process.env[variable]
  if (folder === undefined) throw new Error(`${variable} is not set: test/migrated-stores/setup.ts sets it`)
  const made = join(folder, 'made')
  if (existsSync(made)) return made
  const draft = await mkdtemp(join(folder, 'draft-'))
  await run(process.execPath, [join(import.meta.dirname, 'make.ts'), draft])
  await rename(draft, made).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(draft, { recursive: true })
  })
  return made
}
