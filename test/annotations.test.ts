import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

const october = '?from=2026-10-01&to=2026-11-01'
const listed = async (range = october) =>
  (await service.call('GET', `/analytics/annotations${range}`, undefined)).body.annotations

const inventory = (at: string, on_hand: number, lot = 'L1') => ({
  type: 'inventory',
  action: 'counted',
  occurred_at: at,
  producer: 'test',
  idempotency_key: `${at} ${lot}`,
  data: { product_id: 'patch-g1', warehouse_id: 'madrid', lot, on_hand },
})
const batch = (action: string, occurred_at: string) => ({
  ...{ type: 'batch', action, occurred_at, producer: 'test' },
  data: { lot: 'L1', product_id: 'patch-g1', reason: 'seal' },
})
const update = (device_id: string, occurred_at: string, firmware: string) => ({
  ...{ type: 'device', action: 'firmware_updated', occurred_at, producer: 'test', device_id },
  data: { device_type: 'glucose_patch', firmware },
})

test('recalls, new firmwares and stockouts stand there by themselves', async () => {
  await service.send([
    batch('produced', '2026-10-02T10:00:00Z'),
    batch('quarantined', '2026-10-03T10:00:00Z'),
    batch('recalled', '2026-10-05T10:00:00Z'),
    // 2.4 was seen in September already; of 2.5 the first update counts.
    update('d-1', '2026-09-20T10:00:00Z', '2.4'),
    update('d-2', '2026-10-10T10:00:00Z', '2.4'),
    update('d-2', '2026-10-12T10:00:00Z', '2.5'),
    update('d-1', '2026-10-13T10:00:00Z', '2.5'),
    // The shelf runs out by L1, stays empty, is filled and runs out again; L2 was empty before October, and a first count of 0 is none.
    inventory('2026-09-29T10:00:00Z', 5),
    inventory('2026-10-14T10:00:00Z', 0),
    inventory('2026-10-15T10:00:00Z', 0),
    inventory('2026-10-16T10:00:00Z', 9),
    inventory('2026-10-17T10:00:00Z', 0),
    inventory('2026-09-29T10:00:00Z', 0, 'L2'),
    inventory('2026-10-18T10:00:00Z', 0, 'L2'),
    inventory('2026-10-19T10:00:00Z', 0, 'L3'),
  ])
  await service.settled()
  const found = await listed()
  expect(found.map((it: { at: string; title: string }) => `${it.at.slice(5, 10)} ${it.title}`)).toEqual([
    '10-03 Lot L1 quarantined',
    '10-05 Lot L1 recalled',
    '10-12 Firmware 2.5',
    '10-14 patch-g1 out of stock in madrid',
    '10-17 patch-g1 out of stock in madrid',
  ])
  expect(found[1]).toEqual({
    ...{ id: expect.any(String), at: '2026-10-05T10:00:00.000000Z', until: null, kind: 'recall', by_itself: true },
    ...{ title: 'Lot L1 recalled', text: 'patch-g1: seal', author: null, link: '/lots?lot=L1' },
  })
  expect((await service.call('DELETE', `/analytics/annotations/${found[1].id}`)).status).toBe(404)
})

test('a written annotation is listed among them, for as long as it lasts, until it is deleted', async () => {
  const note = { at: '2027-02-10T00:00:00+01:00', until: '2027-02-12T00:00:00Z', title: 'Winter sale' }
  const { status, body: written } = await service.call('POST', '/analytics/annotations', note)
  expect(status).toBe(201)
  expect(written).toMatchObject({ kind: 'note', by_itself: false, author: 'POCM_ADMIN_KEY', text: '', link: null })
  expect(written.at).toBe('2027-02-09T23:00:00.000000Z')
  expect(await listed('?from=2027-02-11&to=2027-02-20')).toEqual([written])
  expect(await listed('?from=2027-02-13&to=2027-02-20')).toEqual([])

  const changed = { ...note, title: 'Sale', link: '/payments?country=ES' }
  const { body: after } = await service.call('PUT', `/analytics/annotations/${written.id}`, changed)
  expect(await listed('?from=2027-02-01&to=2027-03-01')).toEqual([after])
  expect((await service.call('DELETE', `/analytics/annotations/${written.id}`)).status).toBe(204)
  expect(await listed('?from=2027-02-01&to=2027-03-01')).toEqual([])
})

test('only its author or an admin changes a written annotation', async () => {
  const keyOf = async (name: string) => {
    const { body } = await service.call('POST', '/analytics/api-keys', {
      name,
      scopes: ['analytics:read', 'analytics:write'],
    })
    return { authorization: `Bearer ${body.key}` }
  }
  const [ana, ben] = [await keyOf('ana'), await keyOf('ben')]
  const note = { at: '2027-03-01T00:00:00Z', title: 'Mine' }
  const { body: written } = await service.call('POST', '/analytics/annotations', note, ana)
  const path = `/analytics/annotations/${written.id}`
  expect((await service.call('PUT', path, note, ben)).status).toBe(403)
  expect((await service.call('DELETE', path, undefined, ben)).status).toBe(403)
  expect((await service.call('PUT', path, { ...note, title: 'Ours' })).status).toBe(200)
  expect((await service.call('DELETE', path, undefined, ana)).status).toBe(204)
})

test('what cannot be noted or asked is refused', async () => {
  const note = { at: '2027-03-01T00:00:00Z', title: 'x' }
  for (const flaw of [{ until: '2027-03-01T00:00:00Z' }, { link: 'https://elsewhere.example' }, { at: 'soon' }]) {
    expect((await service.call('POST', '/analytics/annotations', { ...note, ...flaw })).status).toBe(422)
  }
  expect((await service.call('GET', '/analytics/annotations?from=2026-11-01&to=2026-10-01')).status).toBe(422)
})
