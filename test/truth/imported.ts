import { join } from 'node:path'
import { type ImportSummary, importFile } from '../../simulator/importing/import-file.ts'
import { startService, type TestService } from '../service.ts'
import { dataFile } from '../truth.ts'

type Row = Readonly<Record<string, string | number | null>>

export interface Imported {
  readonly summary: ImportSummary
  /** Asks for measures from 2000 to 2030, unless the question names other days. */
  ask(metrics: readonly string[], question?: object): Promise<{ rows: readonly Row[]; totals: Row }>
  stopAndClean(): Promise<void>
}

/** Starts a service, imports a file of real data into it and waits until the warehouse holds all of it. */
export async function startWith(map: string, file: string): Promise<Imported> {
  const service = await startService()
  return { summary: await importInto(service, map, file), ask: asking(service), stopAndClean: service.stopAndClean }
}

async function importInto(service: TestService, map: string, file: string): Promise<ImportSummary> {
  const summary = await importFile({
    file: dataFile(file),
    map,
    url: service.url,
    key: service.key,
    rejected: join(service.folder, 'rejected.ndjson'),
    state: join(service.folder, 'import.json'),
  })
  await service.settled()
  return summary
}

const asking =
  (service: TestService): Imported['ask'] =>
  async (metrics, question = {}) => {
    const range = { from: '2000-01-01', to: '2030-01-01' }
    const answer = await service.call('POST', '/analytics/query', { metrics, ...range, limit: 10_000, ...question })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    if (answer.body.meta.truncated) throw new Error('the answer was cut off')
    return answer.body
  }
