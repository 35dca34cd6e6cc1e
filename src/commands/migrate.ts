import { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { openDatabase } from '../postgres/database.ts'
import { pendingMigrations } from '../postgres/migrate.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

/** `pocm migrate`: what the service does at its start, by itself: before an upgrade, in a job, or to see what it would do. */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description('Migrate the PostgreSQL server of DATABASE_URL, as the service does at its start')
    .option('--plan', 'only list the pending migrations')
    .action(async ({ plan = false }: { plan?: boolean }) => {
      const config = readConfig()
      if (config.databaseUrl === undefined)
        throw new Error('DATABASE_URL is not set: an embedded ledger migrates itself')
      const pending = await pendingMigrations(config.databaseUrl)
      for (const name of pending) print(name)
      if (plan || pending.length === 0) {
        print(pending.length === 0 ? 'Nothing is to be migrated.' : `${pending.length} migrations are to come.`)
        return
      }
      const { close } = await openDatabase(config, openLog(config.logLevel), (error) => {
        throw error
      })
      await close()
      print(`${pending.length} migrations are made.`)
    })
