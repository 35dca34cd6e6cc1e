import { readTenant } from '../access/tenants.ts'
import type { SealingKey } from '../compliance/sealing.ts'
import type { Database } from '../postgres/pool.ts'
import { beginDaily } from './requests.ts'

/** How long policies are in place before the service applies them by itself, so that a dry run can be checked first. */
const standMs = 86_400_000

/** By the tenant's clock: when its people sleep, and its day of yesterday has come in. */
const hourOfDay = 3

/** The day of a time zone on which policies are due; undefined before three in the morning. */
export function dueDay(now: number, timezone: string): string | undefined {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' },
  }).formatToParts(now)
  const of = (type: string) => parts.find((it) => it.type === type)?.value ?? ''
  return Number(of('hour')) >= hourOfDay ? `${of('year')}-${of('month')}-${of('day')}` : undefined
}

/**
 * Begins the run of the day for every tenant whose policies have stood for a day; of several processes the first one's counts.
 * @param now milliseconds since 1970
 */
export async function beginDueRuns(db: Database, wrap: SealingKey, now: number): Promise<void> {
  const { rows } = await db.query<{ tenant_id: string }>(
    'SELECT tenant_id FROM data_retention_policies GROUP BY tenant_id HAVING max(changed_at) <= $1',
    [new Date(now - standMs).toISOString()],
  )
  for (const { tenant_id } of rows) {
    const { timezone } = await readTenant(db, tenant_id)
    const day = dueDay(now, timezone)
    if (day !== undefined) await beginDaily(db, wrap, tenant_id, day)
  }
}
