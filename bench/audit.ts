/**
 * node bench/audit.ts: what an entry of the audit trail costs on the embedded ledger, beside a bare insert into a table
 * without a chain in the same run.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditTrail } from '../src/compliance/audit-trail.ts'
import { openLog } from '../src/platform/log.ts'
import { uuidV7 } from '../src/platform/uuid.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { withTenant } from '../src/postgres/with-tenant.ts'
import { quantile } from './open-loop.ts'

const entries = 2_000
const together = 32
const say = (text: string) => process.stdout.write(`${text}\n`)

const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-'))
const { db, close } = await openDatabase({ dataDir: folder, databaseUrl: undefined }, openLog('error'), (error) => {
  throw error
})
const trail = openAuditTrail(db)
const record = {
  ...{ tenantId: 'demo', actor: { name: 'bench', kind: 'api_key' as const, tenantId: 'demo' }, action: 'event.read' },
  ...{
    resource: 'GET /analytics/events/:id',
    outcome: 'succeeded' as const,
    traceId: '',
    details: { id: uuidV7(Date.now()) },
  },
} as const
const chained = () => trail.append(record)
const bare = () =>
  withTenant(db, 'demo', (tx) =>
    tx.query(
      "INSERT INTO audit (id, tenant_id, actor, action, details) VALUES ($1, 'demo', 'bench', 'event.read', $2)",
      [uuidV7(Date.now()), JSON.stringify(record.details)],
    ),
  )

async function measure(append: () => Promise<unknown>, callers: number) {
  const times: number[] = []
  const began = performance.now()
  const call = async () => {
    while (times.length < entries) {
      const start = performance.now()
      await append()
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const seconds = (performance.now() - began) / 1000
  const sorted = Float64Array.from(times).sort()
  const ms = (share: number) => `${quantile(sorted, share).toFixed(2)} ms`
  return `p50 ${ms(0.5)}, p95 ${ms(0.95)}; ${((1000 * seconds) / times.length).toFixed(2)} ms of an entry's own`
}

try {
  for (const callers of [1, together]) {
    await measure(bare, callers)
    say(`${callers} at a time: bare insert   ${await measure(bare, callers)}`)
    say(`${callers} at a time: chained entry ${await measure(chained, callers)}`)
  }
} finally {
  await close()
  await rm(folder, { recursive: true, force: true })
}
