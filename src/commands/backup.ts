import { Command } from 'commander'
import { backUp } from '../backup/back-up.ts'
import { restoreBackup } from '../backup/restore.ts'
import { readConfig } from '../platform/config.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

/** @throws Error where a server keeps the ledger */
function embeddedFolder(): string {
  const { dataDir, databaseUrl } = readConfig()
  if (databaseUrl === undefined) return dataDir
  throw new Error('DATABASE_URL is set: a PostgreSQL server has backups of its own (docs/backup.md)')
}

/** `pocm backup`: the data folder of embedded engines, while the service runs. */
export const backupCommand = (): Command =>
  new Command('backup')
    .description('Copy the data folder so that it can be restored; the service may run meanwhile, on this machine')
    .argument('<folder>', 'where to; it must not be there yet')
    .action(async (folder: string) => {
      const { recoveryPoint, online, files } = await backUp(embeddedFolder(), folder)
      print(`${files} files; ${online ? 'the service ran meanwhile' : 'the service was stopped'}.`)
      print(`Everything acknowledged before ${recoveryPoint} is in ${folder}.`)
    })

/** `pocm restore`: the data folder as a backup has it. */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('Put a backup into the data folder; the service must be stopped')
    .argument('<folder>', 'that `pocm backup` made')
    .option('--replace', 'move a ledger that is there aside')
    .action(async (folder: string, { replace = false }: { replace?: boolean }) => {
      const { recoveryPoint, replaced, archiveRestored } = await restoreBackup(folder, embeddedFolder(), { replace })
      if (replaced !== undefined) print(`What was there is in ${replaced}.`)
      if (!archiveRestored) print('The archive that is there stays, with the erasures that it knows of.')
      print(`The ledger is as of ${recoveryPoint}. The next start makes the warehouse from it and repeats erasures.`)
    })
