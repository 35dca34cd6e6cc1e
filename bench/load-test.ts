/**
 * npm run test:load [-- --seconds 20 --rate 500 --users 2 --soak-minutes 30]: Gatling sends events and reads pages as producers and
 * people do, against a service of its own or one that is there (`--url`, with its key in LOAD_KEY). It holds that no call failed and
 * that every accepted event is counted; how fast it was stands in Gatling's report and is not asserted.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { loadMeasures } from '../src/measures/catalogue.ts'
import { simulate } from '../test/load/gatling.ts'
import { answerable, pageQuestions } from './questions.ts'
import { benchKey, startServiceProcess } from './service-process.ts'

const flags = new Command('load')
  .option('--seconds <n>', 'how long each part lasts', '20')
  .option('--rate <n>', 'events a second', '500')
  .option('--users <n>', 'people who come each second at the peak', '1')
  .option('--soak-minutes <n>', 'how long events go on after the spike', '0')
  .option('--url <url>', 'a service that is there; its key in LOAD_KEY')
  .option('--reports <folder>', "where Gatling's reports go", 'load-reports')
  .parse()
  .opts<{ seconds: string; rate: string; users: string; soakMinutes: string; url?: string; reports: string }>()

const say = (text: string) => process.stdout.write(`${text}\n`)
const giveUpMs = 120_000
const folder = await mkdtemp(join(tmpdir(), 'pocm-load-data-'))
const reports = resolve(flags.reports)
await mkdir(reports, { recursive: true })

/** The service under load: one that is there, or one of this run with its stores in a folder. */
async function openTarget() {
  if (flags.url === undefined) {
    const service = await startServiceProcess(join(folder, 'data'))
    return { url: service.url, key: benchKey, close: service.stop }
  }
  const key = process.env.LOAD_KEY
  if (key === undefined) throw new Error('LOAD_KEY has to hold an API key of the service at --url')
  return { url: flags.url.replace(/\/$/, ''), key, close: async () => undefined }
}

const target = await openTarget()
const run = `load-${Date.now()}`

/** How many events of this run are counted. */
async function countSent(): Promise<number> {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const answer = await fetch(`${target.url}/analytics/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${target.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ metrics: ['product_views'], granularity: 'total', from: day(-1), to: day(1) },
      filters: { producer: run },
    }),
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  const { totals } = (await answer.json()) as { totals: { product_views: number | null } }
  return totals.product_views ?? 0
}

/** Waits until as many are counted as were accepted. @returns how many are */
async function settled(accepted: number): Promise<number> {
  const until = performance.now() + giveUpMs
  for (;;) {
    const counted = await countSent()
    if (counted >= accepted || performance.now() > until) return counted
    await sleep(500)
  }
}

/** What pages ask, over the last thirty days. */
async function writePages(): Promise<string> {
  const range = {
    from: new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10),
    to: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
  }
  const measures = await loadMeasures()
  const questions = pageQuestions().flatMap((question) => answerable(question, measures))
  const pages = Map.groupBy(questions, ({ page }) => page)
  const asked = [...pages].map(([page, questions]) => ({
    page,
    questions: questions.map((it) =>
      'query' in it
        ? { path: '/analytics/query', body: JSON.stringify({ ...it.query, ...range }) }
        : { path: '/analytics/funnel', body: JSON.stringify({ ...it.funnel, ...range }) },
    ),
  }))
  const file = join(folder, 'pages.json')
  await writeFile(file, JSON.stringify(asked))
  return file
}

const failures: string[] = []
try {
  const { url, key } = target
  const file = join(folder, 'accepted')
  const seconds = Number(flags.seconds)
  const soakSeconds = Number(flags.soakMinutes) * 60
  const sent = await simulate(
    'Ingest',
    { run, url, seconds, soakSeconds, rate: flags.rate, accepted: file },
    { key, reports },
  )
  if (!sent) failures.push('a batch failed')
  const accepted = Number(await readFile(file, 'utf8'))
  const counted = await settled(accepted)
  say(`${accepted} events were accepted, ${counted} are counted`)
  if (counted !== accepted) failures.push('events are missing or were counted twice')
  const read = await simulate(
    'Dashboards',
    { url, seconds, users: flags.users, pages: await writePages() },
    { key, reports },
  )
  if (!read) failures.push('a question failed')
} finally {
  await target.close()
  await rm(folder, { recursive: true, force: true })
}
say(failures.length === 0 ? `every call was answered and nothing was lost; reports in ${reports}` : failures.join('; '))
process.exit(failures.length === 0 ? 0 : 1)
