import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { lockFolder } from '../platform/folder-lock.ts'
import { syncPath, syncTree } from '../platform/sync-path.ts'
import { copyTree } from './copy-tree.ts'
import { checkFiles, manifestName, readManifest } from './manifest.ts'

export interface RestoreReport {
  readonly recoveryPoint: string
  /** Where what was in the data folder lies now; undefined where nothing was. */
  readonly replaced: string | undefined
  /** False where the data folder had an archive, which stays as it is. */
  readonly archiveRestored: boolean
}

const isFilled = async (folder: string) => existsSync(folder) && (await readdir(folder)).length > 0

/** @throws Error where the data folder has another master key: what either ledger sealed would be unreadable with the other's */
function checkKey(backup: string, dataDir: string): void {
  const [kept, there] = [join(backup, 'master.key'), join(dataDir, 'master.key')]
  if (existsSync(kept) && existsSync(there) && !readFileSync(kept).equals(readFileSync(there))) {
    throw new Error(`${there} is another key than the backup's; move it away, or restore into another folder`)
  }
}

/**
 * Puts a backup into a data folder. The ledger is the backup's; the warehouse goes, and the service makes it from the ledger at its next
 * start. An archive that is there stays: it knows more than the backup, and of which persons were erased since above all.
 * @param replace whether a ledger that is there may be moved aside
 * @throws Error where the backup is not whole, the data folder is in use, or has a ledger that may not be moved
 */
export async function restoreBackup(
  backup: string,
  dataDir: string,
  { replace, now = new Date() }: { replace: boolean; now?: Date },
): Promise<RestoreReport> {
  const manifest = readManifest(backup)
  await checkFiles(backup, manifest)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(dataDir)
  try {
    checkKey(backup, dataDir)
    const standing = ['postgres', 'clickhouse'].filter((name) => existsSync(join(dataDir, name)))
    if (standing.includes('postgres') && !replace) {
      throw new Error(`${dataDir} has a ledger; --replace moves it aside`)
    }
    // Copied first: what is there is moved only when what takes its place is whole.
    const incoming = join(dataDir, 'postgres.restoring')
    await rm(incoming, { recursive: true, force: true })
    await copyTree(join(backup, 'postgres'), incoming)
    syncTree(incoming)
    const aside = join(dataDir, `replaced-${now.toISOString().replaceAll(/[:.]/g, '-')}`)
    for (const name of standing) {
      await mkdir(aside, { recursive: true, mode: 0o700 })
      await rename(join(dataDir, name), join(aside, name))
    }
    const archiveRestored = !(await isFilled(join(dataDir, 'archive')))
    await copyTree(backup, dataDir, (path) => {
      const [top = ''] = path.split(sep)
      if (top === 'postgres' || path === manifestName) return false
      return top === 'archive' ? archiveRestored : !existsSync(join(dataDir, path))
    })
    await rename(incoming, join(dataDir, 'postgres'))
    syncPath(dataDir)
    return {
      recoveryPoint: manifest.recovery_point,
      replaced: standing.length > 0 ? aside : undefined,
      archiveRestored,
    }
  } finally {
    unlock()
  }
}
