/**
 * npm run test:faults [-- --faults 50 --seed 1]: kills and pauses processes of ours and the servers that they stand on, at
 * random and under load, lets everything return, and compares what was acknowledged with every store.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { call, inArchive, inLedger, inTopics, inWarehouse, isDrained, missingKeys, withDatabase } from './compare.ts'
import { befall, costOf, type Fault, randomOf, supervise } from './faults.ts'
import { startLoad } from './load.ts'
import { type Stack, startStack, type Target } from './stack.ts'

const flags = new Command('faults')
  .option('--faults <n>', 'how many', '50')
  .option('--seed <n>', 'another seed, other faults', String(Date.now() % 100_000))
  .parse()
  .opts<{ faults: string; seed: string }>()

const say = (text: string) => process.stdout.write(`${text}\n`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const aimMs = 60_000
const giveUpMs = 300_000

const checks: { what: string; holds: boolean }[] = []
const check = (what: string, holds: boolean) => {
  checks.push({ what, holds })
  say(`  ${holds ? 'yes' : 'NO '}  ${what}`)
}

/** Archives now and then while faults go on: otherwise there would be nothing to interrupt within an hour. */
function archiveOften(stack: Stack) {
  const stop = new AbortController()
  const run = async () => {
    while (!stop.signal.aborted) {
      // An API process that is away, or an archive that is: the next round asks again.
      await call(stack, '/analytics/archive/run', {}).catch(() => undefined)
      await sleep(4_000)
    }
  }
  const running = run()
  return async () => {
    stop.abort()
    await running
  }
}

const stack = await startStack()
try {
  say(`Seed ${flags.seed}: ${flags.faults} faults among ${stack.targets.map(({ name }) => name).join(', ')}`)
  const busy = new Set<Target>()
  const supervisor = supervise(stack.targets, busy)
  const load = startLoad(stack.apis, stack.brokers)
  const stopArchiving = archiveOften(stack)
  await sleep(5_000)

  say('\nFaults, and the longest silence between two acknowledgements of four senders until 5 s after')
  const report = (fault: Fault) => {
    const { silenceMs, failed } = costOf(fault, load)
    const { kind, target, from, to } = fault
    const cost = `silence ${seconds(silenceMs)}, ${failed} requests repeated`
    say(`  ${kind.padEnd(5)} ${target.padEnd(18)} ${seconds(to - from).padStart(7)}  ${cost}`)
  }
  const faults = await befall(stack.targets, busy, Number(flags.faults), randomOf(Number(flags.seed)), () => undefined)
  await sleep(5_000)
  for (const fault of faults) report(fault)
  const returned = Date.now()
  await load.finish()
  await stopArchiving()

  say(`\n${load.acknowledged.size} events were acknowledged; ${load.failedAt.length} requests had to be repeated`)
  for (const fallen of supervisor.fallen) say(`  ended by itself: ${fallen}`)
  await withDatabase(stack, async (db) => {
    let drained = false
    while (!drained && Date.now() - returned < giveUpMs) {
      drained = await isDrained(stack, db, load.acknowledged).catch(() => false)
      if (!drained) await sleep(250)
    }
    const lagMs = Date.now() - returned
    await supervisor.close()
    say(`No lag ${seconds(lagMs)} after all had returned\n`)

    const ledger = await inLedger(db)
    const same = (held: { events: number; different: number; checksum: string } | undefined) =>
      held?.events === ledger.events && held.different === ledger.events && held.checksum === ledger.checksum
    const warehouse = await inWarehouse(stack)
    const topics = await inTopics(stack, ledger.events)
    const archive = await inArchive(stack)
    const { differences } = await call<{ differences: unknown[] }>(stack, '/analytics/reconcile', {})
    const count = (name: string, held: { events: number; checksum: string } | undefined) =>
      `${name} has what the ledger has: ${held?.events} of ${ledger.events} events, checksum ${held?.checksum}`
    check(`no lag within ${seconds(aimMs)}`, drained && lagMs <= aimMs)
    check('nothing was turned away', load.rejected.length === 0)
    const missing = await missingKeys(db, load.acknowledged)
    check(`the ledger has every event that was acknowledged: ${missing.length} are missing`, missing.length === 0)
    check(
      `the ledger has each once: ${ledger.events} events, ${ledger.different} ids`,
      ledger.events === ledger.different,
    )
    check(`${count('Kafka', topics.held)}, in ${topics.messages} messages`, same(topics.held))
    for (const [name, held] of warehouse) check(count(name, held), same(held))
    check(`ledger and warehouse agree hour by hour: ${differences.length} differ`, differences.length === 0)
    const intact = archive.problems.length === 0 && archive.events === ledger.events
    check(`the archive has ${archive.events} events, ${archive.problems.length} problems`, intact)
    for (const problem of archive.problems.slice(0, 5)) say(`    ${JSON.stringify(problem)}`)
  })
} finally {
  await stack.stop()
}
const failed = checks.filter(({ holds }) => !holds).length
say(`\n${checks.length - failed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
