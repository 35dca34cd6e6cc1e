import { answerNotableEvents, type NotableEventsRequest } from '../insights/notable-events.ts'
import type { Cache } from '../platform/cache.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type Annotation, writtenAnnotations } from './annotations.ts'
import { annotationOf } from './by-itself.ts'

/** Every chart of a page asks for the same; what follows from events may be as old as this. */
const lifeMs = 10_000

/** Makes the reader of annotations: those that people wrote as they are now, with those that follow from events. */
export function openAnnotations(db: Database, warehouse: Warehouse, cache: Cache) {
  async function byThemselves(tenantId: string, request: NotableEventsRequest) {
    const name = `annotations:${JSON.stringify([tenantId, request.from, request.to, request.timezone, warehouse.writes()])}`
    const kept = await cache.get(name)
    if (kept !== undefined) return JSON.parse(kept) as Awaited<ReturnType<typeof answerNotableEvents>>
    const found = await warehouse.ask(tenantId, answerNotableEvents, request)
    void cache.put(name, JSON.stringify(found), lifeMs)
    return found
  }

  /** By time. Throws Failure: invalid_request, query_too_large, warehouse_unavailable. */
  return async (tenantId: string, request: NotableEventsRequest): Promise<Annotation[]> => {
    const { range, events } = await byThemselves(tenantId, request)
    const written = await writtenAnnotations(db, tenantId, range)
    return [...written, ...events.map(annotationOf)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }
}

export type ReadAnnotations = ReturnType<typeof openAnnotations>
