import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { isTransient } from '../postgres/sql-states.ts'
import type { Queryable } from '../postgres/with-tenant.ts'
import { appendEntries, appendToTrail } from './audit.ts'
import type { AuditRecord } from './audit-entry.ts'

export interface AuditTrail {
  /**
   * Resolves when the entry is durable.
   * @throws Failure ledger_unavailable where it cannot be written, or too much waits to be
   */
  append(record: AuditRecord): Promise<void>
  /** Appends in the transaction of the change that the entry records, as its last statement. */
  appendWithin(tx: Queryable, record: AuditRecord): Promise<void>
}

interface Waiting {
  readonly record: AuditRecord
  resolve(): void
  reject(error: unknown): void
}

const mostWaiting = 10_000
const mostOfOneCommit = 500

const unavailable = (cause?: unknown) =>
  new Failure('ledger_unavailable', 'The audit trail cannot be written.', { retry_after: 5 }, { cause })

/**
 * Group commit of audit entries: those of a tenant that come while its last ones are written go into one transaction, so
 * that concurrent calls share the lock of the chain's head and one sync to disk.
 */
export function openAuditTrail(db: Database): AuditTrail {
  const waiting = new Map<string, Waiting[]>()
  let count = 0

  async function work(tenantId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const group = queue.splice(0, mostOfOneCommit)
      try {
        await appendToTrail(
          db,
          tenantId,
          group.map(({ record }) => record),
        )
        for (const it of group) it.resolve()
      } catch (error) {
        for (const it of group) it.reject(isTransient(error) ? unavailable(error) : error)
      } finally {
        count -= group.length
      }
    }
    waiting.delete(tenantId)
  }

  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        if (count >= mostWaiting) return reject(unavailable())
        count += 1
        const it = { record, resolve, reject }
        const queue = waiting.get(record.tenantId)
        if (queue !== undefined) return void queue.push(it)
        const begun = [it]
        waiting.set(record.tenantId, begun)
        void work(record.tenantId, begun)
      }),
    appendWithin: (tx, record) => appendEntries(tx, record.tenantId, [record]),
  }
}
