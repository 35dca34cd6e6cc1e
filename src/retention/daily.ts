import { readTenant } from '../access/tenants.ts'
import type { SealingKey } from '../compliance/sealing.ts'
import type { Database } from '../postgres/pool.ts'
import { beginDaily } from './requests.ts'

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

/** Begins the run of the day for every tenant that has policies; of several processes the first one's counts. */
export async function beginDueRuns(db: Database, wrap: SealingKey, now: number): Promise<void> {
  const { rows } = await db.query<{ tenant_id: string }>('SELECT DISTINCT tenant_id FROM data_retention_policies')
  for (const { tenant_id } of rows) {
    const { timezone } = await readTenant(db, tenant_id)
    const day = dueDay(now, timezone)
    if (day !== undefined) await beginDaily(db, wrap, tenant_id, day)
  }
}
