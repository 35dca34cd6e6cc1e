import { expect, test } from 'vitest'
import { compareAll } from './compare-all.ts'
import type { Difference, ReconcileRequest } from './reconcile.ts'

const nothing = { compared: 0, events: 0, repaired: 0, differences: [], drift: [] }

test('every moment from 1970 on lies in exactly one of the ranges, the newest of which goes first', async () => {
  const asked: ReconcileRequest[] = []
  const reconcile = async (request: ReconcileRequest) => {
    asked.push(request)
    const found = request.from === '1999-12-01T00:00:00.000Z' ? [{} as Difference, {} as Difference] : []
    return { ...nothing, repaired: found.length, differences: found }
  }
  const now = Date.parse('2026-10-15T12:00:00Z')
  expect(await compareAll(reconcile, now, new AbortController().signal)).toEqual({ differences: 2, repaired: 2 })
  expect(asked[0]).toEqual({ from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z', repair: true })
  expect(asked.at(-1)?.from).toBe('1970-01-01T00:00:00.000Z')
  for (const [index, { to }] of asked.entries()) if (index > 0) expect(to).toBe(asked[index - 1]?.from)
})

test('it ends between two months when it is told to', async () => {
  const stop = new AbortController()
  let calls = 0
  const reconcile = async () => {
    calls += 1
    stop.abort()
    return nothing
  }
  await expect(compareAll(reconcile, Date.now(), stop.signal)).rejects.toThrow()
  expect(calls).toBe(1)
})
