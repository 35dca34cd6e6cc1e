import type { Command } from 'commander'
import type { Reconciled } from '../keeping/reconcile.ts'
import { call, type Remote, remoteCommand } from './remote.ts'

interface Asked {
  readonly from?: string
  readonly to?: string
  readonly repair: boolean
  readonly recount: boolean
}

/** `pocm reconcile`: compares ledger and warehouse hour by hour. Ends with 1 when they differ and were not repaired. */
export const reconcileCommand = (): Command =>
  remoteCommand('reconcile')
    .description('Compare ledger and warehouse by type and hour, and repair what differs')
    .option('--from <moment>', 'RFC 3339; everything by default')
    .option('--to <moment>', 'RFC 3339')
    .option('--repair', 'mend what differs', false)
    .option('--recount', "read all of the ledger's events, and believe them where the log had counted others", false)
    .action(async ({ from, to, repair, recount, ...remote }: Remote & Asked) => {
      const found = await call<Reconciled>(remote, 'POST', '/analytics/reconcile', { from, to, repair, recount })
      for (const { type, hour, ledger, warehouse } of found.differences) {
        const sides = `ledger ${ledger.count} ${ledger.checksum}, warehouse ${warehouse.count} ${warehouse.checksum}`
        process.stdout.write(`${hour} ${type}: ${sides}\n`)
      }
      for (const { hour, rollup, held, due } of found.drift) {
        process.stdout.write(`${hour} rollup ${rollup}: counts ${held}, should count ${due}\n`)
      }
      const { compared, events, differences, drift, repaired } = found
      const wrong = differences.length + drift.length
      process.stdout.write(
        `${events} events in ${compared} slices: ${wrong} slices and hours differ, ${repaired} were repaired\n`,
      )
      if (wrong > repaired) process.exitCode = 1
    })
