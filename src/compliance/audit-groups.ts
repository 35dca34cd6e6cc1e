import type { Now } from '../platform/clock.ts'
import type { Logger } from '../platform/log.ts'
import type { AuditRecord } from './audit-entry.ts'

export interface AuditGroups {
  /** Counts a call that stands in the trail with the others of its minute. */
  count(record: AuditRecord): void
  /** Writes what was counted so far. */
  close(): Promise<void>
}

const minuteMs = 60_000
const flushMs = 5_000
/** Groups of one minute; calls of further ones are counted together, so that refused calls cannot fill the memory. */
const mostGroups = 5_000

/**
 * Entries of calls that come by the thousand (aggregates, ingest, refusals): one per actor, call, outcome and minute, with
 * its count. A crash takes the counts of its last minute, which the log's counters still have.
 */
export function openAuditGroups(write: (record: AuditRecord) => Promise<void>, log: Logger, now: Now): AuditGroups {
  const groups = new Map<string, { record: AuditRecord; minute: number; count: number }>()

  const keyOf = ({ tenantId, actor, action, resource, outcome }: AuditRecord, minute: number) =>
    JSON.stringify([minute, tenantId, actor.kind, actor.keyId ?? actor.name, action, resource, outcome])

  async function flush(isDue: (minute: number) => boolean): Promise<void> {
    for (const [key, { record, minute, count }] of groups) {
      if (!isDue(minute)) continue
      groups.delete(key)
      const details = { ...record.details, count, minute: new Date(minute * minuteMs).toISOString() }
      try {
        await write({ ...record, details })
      } catch (error) {
        const again = groups.get(key)
        groups.set(key, { record, minute, count: count + (again?.count ?? 0) })
        throw error
      }
    }
  }

  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    const current = Math.floor(now() / minuteMs)
    running = running
      .then(() => flush((minute) => minute < current))
      .catch((error) => log.warn({ err: error }, 'counts of the audit trail wait until the ledger takes them'))
  }, flushMs)
  timer.unref()

  return {
    count(record) {
      const minute = Math.floor(now() / minuteMs)
      const key = keyOf(record, minute)
      const group = groups.get(key)
      if (group !== undefined) {
        group.count += 1
        return
      }
      if (groups.size < mostGroups || record.resource === others) {
        groups.set(key, { record, minute, count: 1 })
        return
      }
      const actor = { name: others, kind: record.actor.kind, tenantId: record.tenantId }
      this.count({ ...record, actor, resource: others })
    },
    async close() {
      clearInterval(timer)
      await running
      await flush(() => true)
    },
  }
}

const others = '(others)'
