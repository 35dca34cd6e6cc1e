import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { limitConcurrency } from '../../platform/concurrency.ts'
import { inThread } from '../in-thread.ts'
import type { ForecastResult, Series } from './forecast.ts'

const worker = new URL('./forecast-worker.ts', import.meta.url)
/** Forecasts that are kept: a tenant's products and warehouses, and panels beside them. */
const mostKept = 5_000
const kept = new LRUCache<string, ForecastResult>({ max: mostKept })
/** Threads at once, of all tenants; the others wait in the queue of the warehouse or the gateway. */
const inTurn = limitConcurrency(2)

/**
 * Like `forecastSeries` for each, in a thread of its own. A forecast follows from its values alone, so that it is kept under them
 * until they change. Rejects where the thread fails.
 */
export async function forecastAside(series: readonly Series[]): Promise<ForecastResult[]> {
  const keys = series.map(keyOf)
  const missing = series.filter((_, index) => !kept.has(keys[index] as string))
  const made = missing.length === 0 ? [] : await inTurn(() => inThread<ForecastResult[]>(worker, missing))
  const fresh = new Map(missing.map((it, index) => [keyOf(it), made[index] as ForecastResult]))
  for (const [key, result] of fresh) kept.set(key, result)
  return keys.map((key) => fresh.get(key) ?? (kept.get(key) as ForecastResult))
}

const keyOf = ({ values, ...rest }: Series) =>
  createHash('sha256').update(JSON.stringify(rest)).update(Float64Array.from(values)).digest('base64')
