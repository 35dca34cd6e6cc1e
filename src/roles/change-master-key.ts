import { openHeldKeys } from '../compliance/held-keys.ts'
import { dropPreviousKey, replaceKeyFile } from '../compliance/key-file.ts'
import { openKeys } from '../compliance/master-key.ts'
import { type Rotated, rotateMasterKey } from '../compliance/rotate.ts'
import type { Config } from '../platform/config.ts'
import { lockFolder } from '../platform/folder-lock.ts'
import type { Logger } from '../platform/log.ts'
import { takePrivateFolder } from '../platform/private-folder.ts'
import { openDatabase } from '../postgres/database.ts'

/**
 * Changes the master key. Where it is given as a setting, the new and the old one are set already, here and in the
 * processes that work meanwhile. Where it is a file of the data folder, the service is stopped and the file is replaced;
 * the key of before stays beside it until nothing is sealed with it any more.
 * @throws Error where the folder is in use, or a key is lacking
 */
export async function changeMasterKey(config: Config, log: Logger): Promise<{ fingerprint: string; rotated: Rotated }> {
  takePrivateFolder(config.dataDir, log)
  const isFile = config.masterKey === undefined
  const unlock = isFile || config.databaseUrl === undefined ? lockFolder(config.dataDir) : undefined
  let close: (() => Promise<void>) | undefined
  try {
    const opened = await openDatabase(config, log, (error) => log.error({ err: error }, 'the ledger ended by itself'))
    close = opened.close
    const masters = () => openKeys(config.dataDir, config.masterKey, config.previousMasterKeys)
    // First with the keys as they are: a folder whose key is not the database's must not get another one on top.
    await openHeldKeys(opened.db, masters())
    if (isFile) replaceKeyFile(config.dataDir)
    const keys = await openHeldKeys(opened.db, masters())
    const rotated = await rotateMasterKey(opened.db, keys)
    if (isFile) dropPreviousKey(config.dataDir)
    return { fingerprint: keys.current.fingerprint, rotated }
  } finally {
    await close?.()
    unlock?.()
  }
}
