import { expect, test } from 'vitest'
import { compareAll } from './compare-all.ts'
import type { Difference, ReconcileRequest } from './reconcile.ts'

const nothing = { compared: 0, events: 0, repaired: 0, differences: [], drift: [] }

test('each month that the ledger has is compared once, the newest first', async () => {
  const asked: ReconcileRequest[] = []
  const reconcile = async (request: ReconcileRequest) => {
    asked.push(request)
    const found = request.from === '1999-12-01T00:00:00Z' ? [{} as Difference, {} as Difference] : []
    return { ...nothing, repaired: found.length, differences: found }
  }
  const months = ['1999-12', '2026-10', '1970-01']
  expect(await compareAll(reconcile, months, new AbortController().signal)).toEqual({ differences: 2, repaired: 2 })
  expect(asked).toEqual([
    { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', repair: true },
    { from: '1999-12-01T00:00:00Z', to: '2000-01-01T00:00:00Z', repair: true },
    { from: '1970-01-01T00:00:00Z', to: '1970-02-01T00:00:00Z', repair: true },
  ])
})

test('it ends between two months when it is aborted', async () => {
  const stop = new AbortController()
  let calls = 0
  const reconcile = async () => {
    calls += 1
    stop.abort()
    return nothing
  }
  await expect(compareAll(reconcile, ['2026-09', '2026-10'], stop.signal)).rejects.toThrow()
  expect(calls).toBe(1)
})
