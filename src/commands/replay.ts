import type { Command } from 'commander'
import { call, type Remote, remoteCommand } from './remote.ts'

interface Options extends Remote {
  readonly from?: string
  readonly to?: string
  readonly type?: string
  readonly into?: string
}

interface Answer {
  readonly month: string | null
  readonly events: number
  readonly compared: number
  readonly written: number
}

const print = (text: string) => process.stdout.write(`${text}\n`)

/**
 * `pocm replay`: drives the ledger into the warehouse again, the newest month first; what is there already is left alone, so
 * that it may be stopped and started again. `--into` lets another consumer of the log begin anew.
 */
export const replayCommand = (): Command =>
  remoteCommand('replay')
    .description('Drive the ledger into the warehouse, or into a consumer of the log, again')
    .option('--from <moment>', 'RFC 3339; everything by default')
    .option('--to <moment>', 'RFC 3339')
    .option('--type <type>', 'only events of this type')
    .option('--into <consumer>', 'a consumer that is new or not at work, in place of the warehouse')
    .action(async ({ into, ...options }: Options) => {
      if (into === undefined) await replayMonths(options)
      else await reposition(into, options)
    })

async function replayMonths({ from, to, type, ...remote }: Options): Promise<void> {
  const sum = { events: 0, written: 0 }
  for (let before = to; ; ) {
    const body = { from, to: before, type }
    const { month, ...done } = await call<Answer>(remote, 'POST', '/analytics/warehouse/replay', body)
    if (month === null) break
    print(`${month.slice(0, 7)}: ${done.events} events in ${done.compared} slices, ${done.written} written`)
    sum.events += done.events
    sum.written += done.written
    before = `${month}T00:00:00Z`
  }
  print(`${sum.events} events are in the warehouse; ${sum.written} slices and hours had to be written`)
}

async function reposition(consumer: string, { from, to, type, ...remote }: Options): Promise<void> {
  if (to !== undefined || type !== undefined) throw new Error('--into takes --from alone: the log is read in its order')
  const path = `/analytics/consumers/${encodeURIComponent(consumer)}/position`
  const { ahead } = await call<{ ahead: number }>(remote, 'PUT', path, { from })
  print(`${consumer} will read ${ahead} events`)
}
