import type { Shelf } from '../platform/cache.ts'
import type { Database } from '../postgres/database.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type Annotation, writtenAnnotations } from './annotations.ts'
import { annotationOf } from './by-itself.ts'

export interface AnnotationsRequest {
  /** As in a query: a date in the time zone, or an RFC 3339 moment; `to` is not included. */
  readonly from: string
  readonly to: string
  readonly timezone?: string | undefined
}

/** Every chart of a page asks for the same; what follows from events may be as old as this. */
const lifeMs = 10_000

/** Makes the reader of annotations: those that people wrote as they are now, with those that follow from events. */
export function openAnnotations(db: Database, warehouse: Warehouse, shelf: Shelf) {
  async function byThemselves(tenantId: string, request: AnnotationsRequest) {
    const name = `annotations:${JSON.stringify([tenantId, request.from, request.to, request.timezone, warehouse.writes()])}`
    const kept = await shelf.get(name)
    if (kept !== undefined) return JSON.parse(kept) as Awaited<ReturnType<Warehouse['turningPoints']>>
    const found = await warehouse.turningPoints(tenantId, request)
    void shelf.put(name, JSON.stringify(found), lifeMs)
    return found
  }

  /** By time. Throws Failure: invalid_request, query_too_large, warehouse_unavailable. */
  return async (tenantId: string, request: AnnotationsRequest): Promise<Annotation[]> => {
    const { range, points } = await byThemselves(tenantId, request)
    const written = await writtenAnnotations(db, tenantId, range)
    return [...written, ...points.map(annotationOf)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }
}

export type ReadAnnotations = ReturnType<typeof openAnnotations>
