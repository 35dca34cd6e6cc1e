import { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { runService } from '../roles/run.ts'

/** `pocm start`: the service on its data folder, until it is stopped. */
export const startCommand = (): Command =>
  new Command('start').description('Start the service').action(async () => {
    const config = readConfig()
    const running = await runService(config, openLog(config.logLevel))
    process.stdout.write(`POCM Analytics listens on ${running.url}\n`)
    if (running.newAdminKey !== undefined) {
      process.stdout.write(`Admin key of the tenant ${config.adminTenant} (shown this once): ${running.newAdminKey}\n`)
    }
    await running.stopped
  })
