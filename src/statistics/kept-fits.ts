import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { limitConcurrency } from '../platform/concurrency.ts'
import { inThread } from './in-thread.ts'

/** Fits that are kept, of all tenants and models. */
const mostKept = 500
/** Threads that fit at once, of all tenants; the others wait in their queues. */
const inTurn = limitConcurrency(2)
const kept = new LRUCache<string, Promise<object>>({ max: mostKept })

/**
 * What a worker file makes of data, in a thread of its own. A fit follows from its data alone, so that it is kept under them
 * until they change, and calls that come meanwhile share it. Rejects where the thread fails.
 */
export function fitAside<Fit extends object>(worker: URL, data: object): Promise<Fit> {
  const key = createHash('sha256').update(worker.pathname).update(JSON.stringify(data)).digest('base64')
  const known = kept.get(key)
  if (known !== undefined) return known as Promise<Fit>
  const fit = inTurn(() => inThread<Fit>(worker, data))
  kept.set(key, fit)
  fit.catch(() => kept.delete(key))
  return fit
}
