import { Command } from 'commander'
import type { ArchiveStatus } from '../archive/archive.ts'
import type { Verified } from '../archive/verify.ts'
import type { BroughtBack } from '../keeping/restore-archive.ts'
import { call, type Remote, remoteCommand } from './remote.ts'

interface ArchiveFlags extends Remote {
  readonly from?: string
  readonly to?: string
  readonly type?: string
  readonly allTenants: boolean
  readonly acceptUnsigned: boolean
}

const print = (line: string) => process.stdout.write(`${line}\n`)

/** Calls again behind the last page until there is no more. */
async function* pages<T extends { next_cursor: string | null }>(path: string, asked: ArchiveFlags): AsyncGenerator<T> {
  const { from, to, type, allTenants: all_tenants, acceptUnsigned: accept_unsigned, ...remote } = asked
  let cursor: string | undefined
  do {
    const page = await call<T>(remote, 'POST', path, { from, to, type, all_tenants, accept_unsigned, cursor })
    yield page
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}

const scoped = (name: string) =>
  remoteCommand(name)
    .option('--from <moment>', 'RFC 3339, of occurred_at; everything by default')
    .option('--to <moment>', 'RFC 3339')
    .option('--type <type>', 'one event type')
    .option('--all-tenants', "of every tenant; for the service's own admin", false)
    .option(
      '--accept-unsigned',
      "take manifests that earlier releases wrote without a signature; for the service's own admin",
      false,
    )

const status = () =>
  remoteCommand('status')
    .description('Where the archive is and how far it has come')
    .action(async (remote: Remote) => {
      const found = await call<ArchiveStatus>(remote, 'GET', '/analytics/archive')
      print(`${found.place}: ${found.waiting} events wait, the oldest for ${Math.round(found.oldest_seconds)} s`)
      if (found.unsigned > 0) print(`${found.unsigned} manifests of an earlier release wait to be signed`)
      if (found.unsignable > 0) print(`${found.unsignable} cannot be signed: the ledger lacks events of them`)
    })

const run = () =>
  remoteCommand('run')
    .description("Archive all that is stored now, without waiting for the hour's end")
    .option('--parquet', 'write Parquet too', false)
    .action(async ({ parquet, ...remote }: Remote & { parquet: boolean }) => {
      const { archived } = await call<{ archived: boolean }>(remote, 'POST', '/analytics/archive/run', { parquet })
      print(archived ? 'archived' : 'not done within a minute; it continues in the service')
      if (!archived) process.exitCode = 1
    })

const verify = () =>
  scoped('verify')
    .description('Check every archived object, and the archive against the ledger. Ends with 1 where they differ')
    .action(async (asked: ArchiveFlags) => {
      const total = { files: 0, events: 0, wrong: 0 }
      for await (const page of pages<Verified>('/analytics/archive/verify', asked)) {
        for (const { name, problem } of page.problems) print(`${name}: ${problem}`)
        for (const { tenant_id, type, hour, ledger, archive } of page.differences) {
          const sides = `ledger ${ledger.events} ${ledger.checksum}, archive ${archive.events} ${archive.checksum}`
          print(`${hour} ${tenant_id} ${type}: ${sides}`)
        }
        total.files += page.files
        total.events += page.events
        total.wrong += page.problems.length + page.differences.length
      }
      print(`${total.events} events in ${total.files} files: ${total.wrong} are wrong`)
      if (total.wrong > 0) process.exitCode = 1
    })

const restore = () =>
  scoped('restore')
    .description('Bring events back into the ledger, and into the warehouse, that they do not hold')
    .action(async (asked: ArchiveFlags) => {
      const total = { restored: 0, present: 0, conflicts: 0, problems: 0 }
      for await (const page of pages<BroughtBack>('/analytics/archive/restore', asked)) {
        for (const { name, problem } of page.problems) print(`${name}: ${problem}`)
        total.restored += page.restored
        total.present += page.present
        total.conflicts += page.conflicts
        total.problems += page.problems.length
      }
      const { restored, present, conflicts, problems } = total
      print(`${restored} events restored, ${present} were there, ${conflicts} in conflict, ${problems} problems`)
      if (conflicts + problems > 0) process.exitCode = 1
    })

/** `pocm archive status|run|verify|restore` */
export const archiveCommand = (): Command =>
  new Command('archive')
    .description('The archive: where it is, close it now, check it, bring events back from it')
    .addCommand(status())
    .addCommand(run())
    .addCommand(verify())
    .addCommand(restore())
