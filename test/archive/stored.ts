import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestService } from '../service.ts'

/** The same for services that are to read each other's archives: without it a hash of a payload would differ. */
export const env = { POCM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }

export const payment = (n: number, day = 1) => ({
  type: 'payment',
  action: 'captured',
  occurred_at: `2026-10-0${day}T0${n % 4}:30:00.123456Z`,
  producer: 'test',
  idempotency_key: `payment-${day}-${n}`,
  data: {
    payment_id: `p-${n}`,
    gateway: 'stripe',
    method: 'card',
    amount: 10.01,
    currency: 'EUR',
    'note\u2028': 'ü\n',
  },
})

export const user = (n: number) => ({
  type: 'user',
  action: 'registered',
  occurred_at: '2026-10-01T01:00:00Z',
  producer: 'test',
  user_id: `user-${n}`,
  idempotency_key: `user-${n}`,
  data: { email: `person-${n}@example.com` },
})

export const many = (count: number, make: (n: number) => object) => Array.from({ length: count }, (_, n) => make(n))

/** Asks the archive, and throws where it refuses. */
export async function post({ call }: TestService, path: string, body: object = {}) {
  const answer = await call('POST', `/analytics/archive/${path}`, body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

export const archiveAll = (service: TestService) => post(service, 'run', { parquet: true })

/** What `verify` says when all is well. */
export const clean = { problems: [], differences: [], next_cursor: null }

export async function figures({ call }: TestService) {
  const metrics = ['payments_captured', 'payment_volume']
  return (await call('POST', '/analytics/query', { metrics, from: '2026-10-01', to: '2026-10-05' })).body.totals
}

/** Paths of all archived files under a folder of the archive. */
export async function filesOf({ folder }: TestService, under: string): Promise<string[]> {
  const found = await readdir(join(folder, 'archive', under), { recursive: true, withFileTypes: true })
  return found
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .sort()
}

/** Every event and key of the ledger as text, in one order. */
export async function ledgerOf({ service: { db } }: TestService): Promise<string[]> {
  const { rows } = await db.query<{ line: string }>(
    `SELECT row_to_json(events)::text || encode(payload_hash, 'hex') AS line FROM events
     JOIN event_keys ON event_keys.tenant_id = events.tenant_id AND event_id = id ORDER BY 1`,
  )
  return rows.map(({ line }) => line)
}
