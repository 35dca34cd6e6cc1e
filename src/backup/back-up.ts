import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { lockFolder } from '../platform/folder-lock.ts'
import { syncPath, syncTree } from '../platform/sync-path.ts'
import { copyRunningPostgres } from './copy-postgres.ts'
import { copyTree, filesBelow } from './copy-tree.ts'
import { hashOf, type Manifest, manifestName } from './manifest.ts'

/** Of the data folder itself: what is of one process, and the warehouse, which is made from the ledger when it is restored. */
const leftOut = new Set([
  'clickhouse',
  'postgres',
  'postgres.new',
  'postgres.socket',
  'pocm.lock',
  'pocm.pid',
  'backing-up',
])

export interface BackupReport {
  readonly recoveryPoint: string
  readonly online: boolean
  readonly files: number
}

/** The folder's lock, or undefined where a running service has it. */
function lockIfFree(dataDir: string): (() => void) | undefined {
  try {
    return lockFolder(dataDir)
  } catch (error) {
    if (error instanceof Error && error.message.includes('is in use')) return undefined
    throw error
  }
}

async function copyLedger(dataDir: string, to: string): Promise<{ online: boolean; recoveryPoint: string }> {
  const folder = join(dataDir, 'postgres')
  const unlock = lockIfFree(dataDir)
  if (unlock !== undefined) {
    try {
      const recoveryPoint = new Date().toISOString()
      await copyTree(folder, to, (path) => path !== 'postmaster.pid')
      return { online: false, recoveryPoint }
    } finally {
      unlock()
    }
  }
  const note = `${folder}.socket`
  if (!existsSync(note)) throw new Error('the service is starting or stopping; try again')
  await copyRunningPostgres(folder, readFileSync(note, 'utf8').trim(), to)
  return { online: true, recoveryPoint: new Date().toISOString() }
}

/**
 * Copies the data folder of embedded engines so that it can be restored, while the service runs or is stopped. The ledger comes first and the
 * archive after it: what the ledger calls archived is in the copy. The folder appears under its name when it is whole and on the disk.
 * @param to a folder that is not there yet, and not within the data folder
 * @throws Error where there is no ledger in the data folder, or another backup is under way
 */
export async function backUp(dataDir: string, to: string): Promise<BackupReport> {
  const target = resolve(to)
  if (`${target}${sep}`.startsWith(`${resolve(dataDir)}${sep}`))
    throw new Error('a backup within the data folder goes with it')
  if (existsSync(target)) throw new Error(`${target} is there already`)
  if (!existsSync(join(dataDir, 'postgres'))) {
    throw new Error(`${dataDir} holds no embedded ledger: a PostgreSQL server has backups of its own (docs/backup.md)`)
  }
  const unlock = lockFolder(join(dataDir, 'backing-up'))
  const making = `${target}.unfinished`
  try {
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true, mode: 0o700 })
    const { online, recoveryPoint } = await copyLedger(dataDir, join(making, 'postgres'))
    await copyTree(dataDir, making, (path) => {
      const [top = ''] = path.split(sep)
      return !leftOut.has(top) && !path.split(sep).includes('.unfinished')
    })
    const files: Record<string, string> = {}
    for (const path of await filesBelow(making)) files[path] = await hashOf(join(making, path))
    const manifest: Manifest = { format: 1, recovery_point: recoveryPoint, online, files }
    await writeFile(join(making, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
    syncTree(making)
    await rename(making, target)
    syncPath(dirname(target))
    return { recoveryPoint, online, files: Object.keys(files).length }
  } finally {
    await rm(making, { recursive: true, force: true })
    unlock()
  }
}
