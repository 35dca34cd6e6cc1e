import { expect, test } from 'vitest'
import { logHead, logStart, secondsBehind } from '../../src/ledger/read-log.ts'
import { startServiceForTest } from '../service.ts'

const searched = (idempotency_key: string) => ({
  type: 'search',
  action: 'performed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'shop',
  idempotency_key,
  data: { query: 'patch', results_count: 1 },
})

test('a position is behind by the age of the first event after it, and by nothing at the head', async () => {
  const service = await startServiceForTest()
  const { db } = service.service
  expect(await secondsBehind(db, logStart)).toBe(0)
  await service.send([searched('first')])
  const between = await logHead(db)
  await db.query(`UPDATE events SET received_at = received_at - interval '1 hour'`)
  await service.send([searched('second')])
  await db.query(`UPDATE events SET received_at = received_at - interval '1 minute'`)

  expect(await secondsBehind(db, logStart)).toBeGreaterThan(3_660)
  expect(await secondsBehind(db, between)).toBeGreaterThan(60)
  expect(await secondsBehind(db, between)).toBeLessThan(3_600)
  expect(await secondsBehind(db, await logHead(db))).toBe(0)
})
