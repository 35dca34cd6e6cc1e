import { buffer } from 'node:stream/consumers'
import { expect } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import type { Catalogue } from '../../src/events/catalogue.ts'
import type { TestService } from '../service.ts'
import { until } from '../service.ts'

export const person = 'maria@example.com'
export const device = 'patch-of-maria'

/** Events of every type that name a person, each with a mark of its own where nothing declares it, deep down. */
export const plantedEvents = (catalogue: Catalogue) =>
  [...catalogue.values()].map(({ type, example }) => ({
    ...example,
    ...{ user_id: person, idempotency_key: `planted ${type}`, id: undefined },
    data: { ...(example as { data: object }).data, extra: { deep: [{ text: `mark of ${type}` }] } },
  }))

const base = { occurred_at: '2026-10-01T10:00:00Z', producer: 'shop' }

/** Events without a user that belong to the person by what the person's own events name. */
export const linkedEvents = [
  { ...base, type: 'device', action: 'registered', user_id: person, device_id: device, data: { device_type: 'patch' } },
  {
    ...{ ...base, type: 'telemetry', action: 'read', device_id: device },
    data: { metric: 'glucose', value: 101, unit: 'mg/dL', mark: 'by device' },
  },
  { ...base, type: 'session', action: 'started', user_id: person, session_id: 'session-of-maria', data: {} },
  {
    ...{ ...base, type: 'search', action: 'performed', session_id: 'session-of-maria' },
    data: { query: 'patch', results_count: 1, mark: 'by session' },
  },
]

/** What is in a ZIP, by name. */
export async function unzip(bytes: Buffer): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(bytes)
  const files: Record<string, string> = {}
  for await (const entry of zip.eachEntry()) {
    files[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString()
  }
  return files
}

const path = '/analytics/compliance/gdpr'

/** Asks for a person's data and waits until they are there. @returns the ZIP, and the request as it then is */
export async function takeExport(service: TestService, subject: object) {
  const asked = await service.call('POST', `${path}/export`, { subject })
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body))
  const location = asked.headers.get('location') as string
  await until(async () => !['pending', 'running'].includes((await service.call('GET', location)).body.status))
  const { body: request } = await service.call('GET', location)
  const answer = await fetch(`${service.url}${location}/download`, {
    headers: { authorization: `Bearer ${service.key}` },
  })
  return { request, location, status: answer.status, zip: Buffer.from(await answer.arrayBuffer()) }
}

/** Has a person erased and waits until that is done. */
export async function eraseNow(of: TestService, subject: object, mode = 'erase') {
  const asked = await of.call('POST', `${path}/erase`, { subject, mode, reason: 'asked by letter' })
  expect(asked.status, JSON.stringify(asked.body)).toBe(202)
  const location = asked.headers.get('location') as string
  await until(async () => ['done', 'failed'].includes((await of.call('GET', location)).body.status))
  const { body } = await of.call('GET', location)
  expect(body).toMatchObject({ kind: 'erasure', status: 'done', error: null })
  return { location, id: body.id as string }
}
