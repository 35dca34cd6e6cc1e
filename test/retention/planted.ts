import type { TestService } from '../service.ts'
import { until } from '../service.ts'

export const path = '/analytics/compliance/retention'

const base = { producer: 'shop' }
const at = (month: string, n: number) => `${month}-0${(n % 9) + 1}T0${n % 8}:15:00.000001Z`

/** A view, a payment and a reading of a month. */
export const ofMonth = (month: string, n: number) => [
  {
    ...{ ...base, type: 'product', action: 'viewed', occurred_at: at(month, n), user_id: `user-${n % 3}` },
    ...{
      session_id: `session-${month}-${n}`,
      idempotency_key: `view ${month} ${n}`,
      data: { product_id: 'p', price: 2, currency: 'EUR' },
    },
  },
  {
    ...{ ...base, type: 'payment', action: 'captured', occurred_at: at(month, n), user_id: `user-${n % 3}` },
    idempotency_key: `payment ${month} ${n}`,
    data: { payment_id: `pay-${month}-${n}`, gateway: 'stripe', method: 'card', amount: 10, currency: 'EUR' },
  },
  {
    ...{ ...base, type: 'telemetry', action: 'read', occurred_at: at(month, n), device_id: `device-${n % 2}` },
    idempotency_key: `reading ${month} ${n}`,
    data: { metric: 'glucose', value: 100, unit: 'mg/dL', lot: n % 2 === 0 ? 'L-1' : 'L-2' },
  },
]

export const eventsOf = (months: readonly string[], count = 6) =>
  months.flatMap((month) => Array.from({ length: count }, (_, n) => ofMonth(month, n)).flat())

export const archive = async (service: TestService) => {
  const { status, body } = await service.call('POST', '/analytics/archive/run', { parquet: true })
  if (status !== 200 || body.archived !== true) throw new Error(JSON.stringify(body))
}

/** Events of these months, in every store. */
export async function plant(service: TestService, months: readonly string[], count = 6): Promise<void> {
  await service.send(eventsOf(months, count))
  await service.settled()
  await archive(service)
}

export interface Policy {
  readonly type: string
  readonly store: string
  readonly days: number
  readonly action: string
}

export const keep = (store: string, days: number, type = '*', action = 'delete'): Policy => ({
  type,
  store,
  days,
  action,
})

export const setPolicies = (service: TestService, policies: readonly Policy[]) =>
  service.call('PUT', path, { policies }, { 'x-change-reason': 'the%20law' })

export const dryRun = async (service: TestService) => {
  const { status, body } = await service.call('POST', `${path}/run`, { dry_run: true })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.rows as Row[]
}

export interface Row {
  readonly store: string
  readonly type: string
  readonly month: string
  readonly events: number
  readonly held_back: { reason: string; events: number }[]
}

/** Has the policies carried out, and waits until they are. */
export async function run(service: TestService) {
  const { status, body } = await service.call('POST', `${path}/run`, { dry_run: false })
  if (status !== 202) throw new Error(JSON.stringify(body))
  const read = async () => (await service.call('GET', `${path}/runs/${body.id}`)).body
  await until(async () => ['done', 'failed'].includes((await read()).status))
  return read()
}

/** `store type month events`, with what is held back behind it. */
export const told = (rows: readonly Row[]) =>
  rows.map(({ store, type, month, events, held_back }) =>
    [store, type, month, events, ...held_back.map((it) => `${it.reason} ${it.events}`)].join(' '),
  )

export async function figures(service: TestService, from: string, to: string) {
  const metrics = ['payments_captured', 'payment_volume', 'sessions', 'readings']
  return (await service.call('POST', '/analytics/query', { metrics, from, to })).body.totals
}

export const reconcile = async (service: TestService, repair = false) => {
  const { differences, drift } = (await service.call('POST', '/analytics/reconcile', { repair })).body
  return { differences, drift }
}

export const verify = async (service: TestService) => (await service.call('POST', '/analytics/archive/verify', {})).body
