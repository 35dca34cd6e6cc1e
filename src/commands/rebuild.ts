import type { Command } from 'commander'
import type { Rebuilt } from '../warehouse/writing/build-rollups.ts'
import { call, type Remote, remoteCommand } from './remote.ts'

/** `pocm rebuild`: makes rollups anew beside the living ones. */
export const rebuildCommand = (): Command =>
  remoteCommand('rebuild')
    .description('Make a rollup of the warehouse, or all, anew beside the living ones')
    .option('--rollup <name>', 'total, context, line or all', 'all')
    .action(async ({ rollup, ...remote }: Remote & { rollup: string }) => {
      const path = '/analytics/warehouse/rebuild'
      const { rebuilt } = await call<{ rebuilt: Rebuilt[] }>(remote, 'POST', path, { rollup })
      for (const { rollup: name, events, corrected } of rebuilt) {
        process.stdout.write(`${name}: made of ${events} events or lines, ${corrected} hours were wrong before\n`)
      }
    })
