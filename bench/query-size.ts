/**
 * One size of the query bench, in a process of its own because chDB opens one folder a process. Run by query.ts.
 * node bench/query-size.ts <events> <folder> <runs> <every|pages>
 */
import { existsSync } from 'node:fs'
import { loadCatalogue } from '../src/events/catalogue.ts'
import { loadMeasures } from '../src/measures/catalogue.ts'
import { Failure } from '../src/platform/errors.ts'
import { type Engine, openEngine } from '../src/warehouse/engine/engine.ts'
import { openWarehouse } from '../src/warehouse/warehouse.ts'
import { writes } from './made-up-events.ts'
import { answerable, everyQuestion, pageQuestions } from './questions.ts'
import { type Listening, listenTo, type Timed, time } from './time-question.ts'

const [events, path, runs, which, only] = process.argv.slice(2) as [string, string, string, string, string]
const business = { events: Number(events), days: 90 }
const progress = (line: string) => process.stderr.write(`${line}\n`)

const known = existsSync(path)
const [catalogue, measures] = [await loadCatalogue(), await loadMeasures()]
let heard: Listening | undefined
const connect: typeof openEngine = async (options) => {
  heard = listenTo(await openEngine(options))
  return heard.engine
}
const warehouse = await openWarehouse({ path, catalogue, measures, connect })
if (heard === undefined) throw new Error('the warehouse did not connect')

if (!known) {
  const began = performance.now()
  for (const sql of writes(business)) await heard.engine.run(sql)
  await settle(heard.engine)
  progress(`  ${events} events written with their rollups in ${Math.round((performance.now() - began) / 1000)} s`)
}

const beforeDays = performance.now()
let filled = 0
for (let days = -1; days !== 0; filled += days) days = await warehouse.fillDays()
if (filled > 0) {
  await settle(heard.engine)
  progress(`  ${filled} days filled in tables of days in ${Math.round((performance.now() - beforeDays) / 1000)} s`)
}

const asked = which === 'every' ? everyQuestion(measures.values()) : pageQuestions()
const timed: Timed[] = []
for (const question of asked.flatMap((question) => answerable(question, measures))) {
  if (only !== undefined && !`${question.page} ${question.name}`.includes(only)) continue
  const one = await time(question, warehouse, heard, Number(runs)).catch((reason: unknown) => {
    if (!(reason instanceof Failure) || reason.code !== 'query_too_large') throw reason
    progress(`  ${question.page}: ${question.name}: refused, ${reason.message}`)
    return undefined
  })
  if (one === undefined) continue
  timed.push(one)
  const { p50, bare, cpu } = one
  const [took, alone, worked] = [p50, bare, cpu].map(Math.round)
  progress(`  ${timed.length} ${question.page}: ${question.name}: ${took} ms, bare ${alone} ms, processor ${worked} ms`)
}
await warehouse.close()
process.stdout.write(JSON.stringify(timed))

/** Waits until the engine has merged what was written, as it has in a service that runs for a while. */
async function settle(engine: Engine): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const { data } = await engine.read('SELECT count() FROM system.merges')
    quiet = Number(data[0]?.[0]) === 0 ? quiet + 1 : 0
  }
}
