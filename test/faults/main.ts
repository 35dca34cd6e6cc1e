/**
 * npm run test:faults [-- --faults 50 --seed 1]: kills and pauses processes of ours and the servers that they stand on, at
 * random, under load and with poison among it (what the door or a store does not take), lets everything return, and compares
 * what was acknowledged with every store.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type pg from 'pg'
import {
  call,
  type Held,
  inArchive,
  inLedger,
  inTopics,
  inWarehouse,
  isDrained,
  lettersIn,
  missingKeys,
  setAsideBy,
  whatIsBehind,
  withDatabase,
} from './compare.ts'
import { befall, costOf, type Fault, randomOf, supervise } from './faults.ts'
import { startLoad } from './load.ts'
import { poisonLetters, startPoison } from './poison.ts'
import { type Stack, startStack, type Target } from './stack.ts'

const flags = new Command('faults')
  .option('--faults <n>', 'how many', '50')
  .option('--seed <n>', 'another seed, other faults', String(Date.now() % 100_000))
  .option('--among <names>', 'which processes, by the beginnings of their names: api,kafka', '')
  .parse()
  .opts<{ faults: string; seed: string; among: string }>()

const say = (text: string) => process.stdout.write(`${text}\n`)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const aimMs = 60_000
const giveUpMs = 300_000

const checks: { what: string; holds: boolean }[] = []
const check = (what: string, holds: boolean) => {
  checks.push({ what, holds })
  say(`  ${holds ? 'yes' : 'NO '}  ${what}`)
}

/** Archives now and then during the faults: otherwise there would be nothing to interrupt within an hour. */
function archiveOften(stack: Stack) {
  const stop = new AbortController()
  const run = async () => {
    while (!stop.signal.aborted) {
      // An API process or an archive is unavailable: the next round tries again.
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

async function run(stack: Stack, db: pg.Pool): Promise<void> {
  const among = stack.targets.filter(({ name }) => flags.among.split(',').some((it) => name.startsWith(it)))
  say(`Seed ${flags.seed}: ${flags.faults} faults among ${among.map(({ name }) => name).join(', ')}`)
  const busy = new Set<Target>()
  const supervisor = supervise(stack.targets, busy)
  const load = startLoad(stack.apis, stack.brokers)
  const poison = startPoison(stack, db)
  await poisonLetters(db)
  const stopArchiving = archiveOften(stack)
  await sleep(5_000)

  say('\nFaults, and the longest silence between two acknowledgements of four senders until 5 s after')
  const report = (fault: Fault) => {
    const { silenceMs, failed } = costOf(fault, load)
    const { kind, target, from, to } = fault
    const cost = `silence ${seconds(silenceMs)}, ${failed} requests repeated`
    say(`  ${kind.padEnd(5)} ${target.padEnd(18)} ${seconds(to - from).padStart(7)}  ${cost}`)
  }
  const faults = await befall(among, busy, Number(flags.faults), randomOf(Number(flags.seed)), () => undefined)
  await sleep(5_000)
  for (const fault of faults) report(fault)
  const returned = Date.now()
  await Promise.all([load.finish(), poison.finish()])
  await stopArchiving()

  const { aside, refused, garbage, wrong } = poison
  const acknowledged = new Set([...load.acknowledged, ...poison.acknowledged])
  say(`\n${acknowledged.size} events were acknowledged; ${load.failedAt.length} requests had to be repeated`)
  say(`Poison: ${refused} requests rejected, ${garbage} messages of garbage, ${poison.past} events past ingest`)
  for (const fallen of supervisor.fallen) say(`  ended by itself: ${fallen}`)
  const isAtRest = async () => {
    const { garbage: buried, waiting } = await lettersIn(db)
    return buried >= garbage && waiting === 0 && (await isDrained(stack, db, acknowledged))
  }
  let drained = false
  while (!drained && Date.now() - returned < giveUpMs) {
    drained = await isAtRest().catch(() => false)
    if (!drained) await sleep(250)
  }
  const lagMs = Date.now() - returned
  if (!drained) for (const line of await whatIsBehind(stack)) say(`  behind: ${line}`)
  if (!drained) for (const { name, server } of stack.targets) say(`  ${name} said: ${server.said()}`)
  await supervisor.close()
  say(`No lag ${seconds(lagMs)} after all had returned\n`)

  // What the relay set aside comes into the warehouse by the comparison, where the warehouse takes it.
  await call(stack, '/analytics/reconcile', { repair: true })
  const ledger = await inLedger(db)
  const archive = await inArchive(stack)
  const warehouse = await inWarehouse(stack)
  const { differences } = await call<{ differences: unknown[] }>(stack, '/analytics/reconcile', {})
  const inTopic = await inLedger(db, 'relay')
  const topics = await inTopics(stack, inTopic.events)
  const compare = (name: string, held: Held | undefined, kept: Held, more = '') =>
    check(
      `${name} has what it is to have of the ledger: ${held?.events} of ${kept.events} events, checksum ${held?.checksum}${more}`,
      held?.events === kept.events && held.different === kept.events && held.checksum === kept.checksum,
    )
  check(`no lag within ${seconds(aimMs)}`, drained && lagMs <= aimMs)
  check('nothing was rejected that should not be', load.rejected.length === 0)
  check(`all poison was answered as it should be: ${wrong.slice(0, 5).join(', ') || refused}`, wrong.length === 0)
  const missing = await missingKeys(db, acknowledged)
  check(`the ledger has every event that was acknowledged: ${missing.length} are missing`, missing.length === 0)
  check(
    `the ledger has each once: ${ledger.events} events, ${ledger.different} ids`,
    ledger.events === ledger.different,
  )
  for (const [consumer, expected] of aside) {
    const found = await setAsideBy(db, consumer)
    const same = JSON.stringify(found) === JSON.stringify([...expected].sort())
    check(`${consumer} set aside what it should and no more: ${found.length} of ${expected.length} events`, same)
  }
  const letters = await lettersIn(db)
  check(`each message of garbage is a dead letter: ${letters.garbage} of ${garbage}`, letters.garbage >= garbage)
  check(
    `all dead letters are published but for one: ${letters.waiting} wait`,
    letters.waiting === 0 && letters.refused === 1,
  )
  compare('Kafka', topics.held, inTopic, `, in ${topics.messages} messages`)
  const written = await inLedger(db, 'warehouse')
  for (const [name, held] of warehouse) compare(name, held, written)
  check(`ledger and warehouse agree hour by hour: ${differences.length} differ`, differences.length === 0)
  const archived = await inLedger(db, 'archive')
  const intact = archive.problems.length === 0 && archive.events === archived.events
  check(`the archive has ${archive.events} of ${archived.events} events, ${archive.problems.length} problems`, intact)
  for (const problem of archive.problems.slice(0, 5)) say(`    ${JSON.stringify(problem)}`)
}

const stack = await startStack()
try {
  await withDatabase(stack, (db) => run(stack, db))
} finally {
  await stack.stop()
}
const failed = checks.filter(({ holds }) => !holds).length
say(`\n${checks.length - failed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
