import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { adminKey, request, startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
})
afterAll(() => service.stopAndClean())

const base = { occurred_at: '2026-10-02T10:00:00Z', producer: 'quality-system' }
const make = (lot: string, more = {}) =>
  service.send([{ ...base, type: 'batch', action: 'produced', data: { lot, product_id: 'patch', ...more } }])
const decide = (lot: string, body: object, headers: Record<string, string> = {}) =>
  service.call('POST', `/analytics/lots/${lot}/disposition`, { reason: 'sterility test 7', ...body }, headers)
const holdsOn = async (lot: string) =>
  (await service.call('GET', '/analytics/compliance/holds')).body.holds.filter(
    (hold: { kind: string; value: string }) => hold.kind === 'lot' && hold.value === lot,
  )
const lastEntry = async (action: string) =>
  (await service.call('GET', `/analytics/compliance/audit?action=${action}&limit=1`)).body.entries[0]

test('a lot is quarantined, released and recalled with a reason, and the trail has each value before and after', async () => {
  await make('L-1')
  let before = 'produced'
  for (const disposition of ['quarantined', 'released', 'recalled']) {
    const { status, body } = await decide('L-1', { disposition })
    expect([status, body.before, body.after]).toEqual([201, before, disposition])
    const event = (await service.call('GET', `/analytics/events/${body.event_id}`)).body
    expect(event).toMatchObject({ type: 'batch', action: disposition, data: { lot: 'L-1', product_id: 'patch' } })
    expect(await lastEntry('lot.disposition_changed')).toMatchObject({
      ...{ before: { disposition: before }, after: { disposition }, reason: 'sterility test 7', outcome: 'succeeded' },
      details: { lot: 'L-1', event: body.event_id },
    })
    before = disposition
  }
  await until(async () => (await service.call('GET', '/analytics/lots/L-1')).body.status === 'recalled')
  expect((await service.call('POST', '/analytics/compliance/audit/verify')).body.ok).toBe(true)
})

test('a decision is refused for an unknown lot, without a reason, of what it is already, and after a recall', async () => {
  await make('L-2')
  const answers = []
  answers.push(await decide('L-unknown', { disposition: 'released' }))
  answers.push(await decide('L-2', { disposition: 'released', reason: '' }))
  answers.push(await decide('L-2', { disposition: 'produced' }))
  await decide('L-2', { disposition: 'released' })
  answers.push(await decide('L-2', { disposition: 'released' }))
  await decide('L-2', { disposition: 'recalled' })
  answers.push(await decide('L-2', { disposition: 'released' }))
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    ...[
      [404, 'not_found'],
      [422, 'invalid_request'],
      [422, 'invalid_request'],
      [409, 'already_there'],
    ],
    [409, 'recall_is_final'],
  ])
})

test('a decision whose answer was lost is sent again under its key and is one event', async () => {
  await make('L-3')
  const wanted = { disposition: 'recalled', idempotency_key: 'decision-3' }
  const [first, again] = [await decide('L-3', wanted), await decide('L-3', wanted)]
  expect([again.status, again.body.event_id]).toEqual([201, first.body.event_id])
  expect(await holdsOn('L-3')).toHaveLength(1)
})

test('only who may decide on quality does', async () => {
  await make('L-4')
  const { db } = service.service
  for (const [scopes, wanted] of [
    [['analytics:read', 'analytics:write', 'analytics:ingest'], 403],
    [['quality:write'], 201],
  ] as const) {
    const { key } = await createApiKey(db, { tenantId: 'demo', name: scopes.join(), scopes: [...scopes] })
    const { status } = await decide('L-4', { disposition: 'quarantined' }, { authorization: `Bearer ${key}` })
    expect(status, scopes.join()).toBe(wanted)
  }
  const { key } = await createApiKey(db, { tenantId: 'other', name: 'quality', scopes: ['quality:write'] })
  expect((await decide('L-4', { disposition: 'released' }, { authorization: `Bearer ${key}` })).status).toBe(404)
})

test('where the workspace asks for signatures a decision is signed with its meaning', async () => {
  await make('L-5')
  await service.call('PATCH', '/analytics/tenant', { signatures_required: true })
  const refused = await decide('L-5', { disposition: 'released' })
  expect([refused.status, refused.body.code]).toEqual([403, 'signature_required'])
  const signed = await decide('L-5', { disposition: 'released' }, { 'x-signature-meaning': 'released' })
  expect(signed.status).toBe(201)
  expect((await lastEntry('lot.disposition_changed')).details.signature).toMatchObject({ meaning: 'released' })
  await service.call('PATCH', '/analytics/tenant', { signatures_required: false })
})

test('the report of an adverse event is closed once, with its facts, a reason and the tokens of whom it is about', async () => {
  const data = { report_id: 'r-1', severity: 'severe', lot: 'L-1', term: 'Rash', narrative: 'told by phone' }
  await service.send([
    { ...base, type: 'adverse_event', action: 'reported', user_id: 'u-1', device_id: 'd-1', data },
    { ...base, type: 'order', action: 'cancelled', order_id: 'o-1', data: { currency: 'EUR', report_id: 'r-2' } },
  ])
  const close = (id: string, more = {}) =>
    service.call('POST', `/analytics/adverse-events/${id}/close`, { reason: 'investigated', ...more })
  const { status, body } = await close('r-1', { outcome: 'recovered' })
  expect([status, body.before, body.after]).toEqual([201, 'reported', 'closed'])
  const event = (await service.call('GET', `/analytics/events/${body.event_id}`)).body
  expect(event).toMatchObject({ type: 'adverse_event', action: 'closed', user_id: 'u-1', device_id: 'd-1' })
  expect(event.data).toEqual({ report_id: 'r-1', severity: 'severe', lot: 'L-1', outcome: 'recovered' })
  const entry = await lastEntry('adverse_event.closed')
  expect(entry).toMatchObject({ reason: 'investigated', before: { action: 'reported' } })
  expect(entry.subjects).toHaveLength(2)
  expect((await close('r-1')).body.code).toBe('already_there')
  expect((await close('r-2')).status).toBe(404)
})

test.each(['one event', 'a batch'])(
  'a recall that is sent as %s holds its lot, once, and stays released',
  async (form) => {
    const lot = `sent as ${form}`
    const recall = {
      ...base,
      type: 'batch',
      action: 'recalled',
      idempotency_key: `recall ${form}`,
      data: { lot, product_id: 'p' },
    }
    const send = () =>
      form === 'a batch'
        ? service.send([recall, recall])
        : request(service.url, 'POST', '/analytics/ingest', recall, { authorization: `Bearer ${adminKey}` })
    await send()
    const [hold, ...others] = await holdsOn(lot)
    expect([hold.placed_by, others]).toEqual(['recall', []])
    expect(await lastEntry('hold.placed')).toMatchObject({ actor_kind: 'service', after: { kind: 'lot', value: lot } })
    await service.call('DELETE', `/analytics/compliance/holds/${hold.id}`)
    await send()
    expect((await holdsOn(lot)).map((it: { released_at: string }) => it.released_at !== null)).toEqual([true])
  },
)
