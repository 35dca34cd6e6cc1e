import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type ImportSummary, importFile } from '../../importer/import-file.ts'
import { launch } from '../browser/chromium.ts'
import { closeSession, openSignedIn } from '../browser/visit.ts'
import { startService, type TestService } from '../service.ts'
import { dataFile } from '../truth.ts'

type Row = Readonly<Record<string, string | number | null>>

export interface Imported {
  readonly summary: ImportSummary
  /** Asks for measures from 2000 to 2030, unless the question names other days. */
  ask(metrics: readonly string[], question?: object): Promise<{ rows: readonly Row[]; totals: Row }>
  /** Asks something else, `funnel` say, from 2000 to 2030 unless the question names other days. */
  // biome-ignore lint/suspicious/noExplicitAny: the contract checks the shape of each answer
  askFor(what: string, question: object): Promise<any>
  /** A page of the dashboard. */
  open(path: string): Promise<Page>
  stopAndClean(): Promise<void>
}

/** Starts a service, imports a file of real data into it and waits until the warehouse holds all of it. */
export async function startWith(map: string, file: string): Promise<Imported> {
  const service = await startService()
  const summary = await importInto(service, map, file)
  return {
    summary,
    ask: asking(service),
    askFor: askingFor(service),
    open: async (path) => openSignedIn(await launch(), service.url, path),
    async stopAndClean() {
      await closeSession(service.url)
      await service.stopAndClean()
    },
  }
}

/** Imports a file of real data by its map, and waits until the warehouse holds all of it. */
export async function importInto(service: TestService, map: string, file: string): Promise<ImportSummary> {
  const summary = await importFile({
    file: dataFile(file),
    map,
    url: service.url,
    key: service.key,
    rejected: join(service.folder, `${map}.rejected.ndjson`),
    state: join(service.folder, `${map}.import.json`),
  })
  await service.settled()
  return summary
}

const always = { from: '2000-01-01', to: '2030-01-01' }

const askingFor =
  (service: TestService): Imported['askFor'] =>
  async (what, question) => {
    const answer = await service.call('POST', `/analytics/${what}`, { ...always, ...question })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }

const asking =
  (service: TestService): Imported['ask'] =>
  async (metrics, question = {}) => {
    const answer = await service.call('POST', '/analytics/query', { metrics, ...always, limit: 10_000, ...question })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    if (answer.body.meta.truncated) throw new Error('the answer was cut off')
    return answer.body
  }
