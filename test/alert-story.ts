import type { TestService } from './service.ts'

/** Webhooks of tests go to this machine. */
export const openToPrivate = { POCM_WEBHOOK_ALLOW_PRIVATE: 'true', POCM_LOG_LEVEL: 'fatal' }
export const wish = { name: 'Many searches', metric: 'searches', window: 'day', condition: { kind: 'above', value: 2 } }
export const byReadings = { ...wish, metric: 'readings', name: 'Many readings' }

let made = 0
/** A reading of a second ago. */
export const reading = (occurred_at = new Date(Date.now() - 1_000).toISOString()) => ({
  ...{ type: 'telemetry', action: 'read', occurred_at, producer: 'test', device_id: 'd-1' },
  idempotency_key: `alerting-${made++}`,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
})
export const stateOf = async (service: TestService, id: string) =>
  (await service.call('GET', `/analytics/alerts/${id}`)).body.state
/** What fired within a day around now. */
export const firingsOf = async (service: TestService, query = '') => {
  const day = 86_400_000
  const [from, to] = [Date.now() - day, Date.now() + day].map((it) => new Date(it).toISOString())
  return (await service.call('GET', `/analytics/alerts/firings?from=${from}&to=${to}${query}`)).body.firings
}
