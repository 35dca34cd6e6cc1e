import { describe, expect, it } from 'vitest'
import { loadMeasures } from '../measures/catalogue.ts'
import { Failure } from '../platform/errors.ts'
import { parse } from './parse.ts'
import type { QueryRequest } from './request.ts'

const measures = await loadMeasures()
const october = { from: '2026-10-01', to: '2026-11-01' }
const read = (request: Partial<QueryRequest>) =>
  parse({ metrics: ['gmv'], ...october, ...request }, { measures, zones: new Set(['UTC']) })

function failureOf(request: Partial<QueryRequest>): Failure {
  try {
    read(request)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('the request was understood')
}

describe('parse', () => {
  it('fills in what was left out', () => {
    expect(read({})).toMatchObject({
      granularity: 'total',
      dimensions: [],
      filters: [],
      zone: 'UTC',
      order: null,
      limit: 1000,
      previous: null,
    })
  })

  it('takes a filter as one value, several, or none', () => {
    expect(read({ filters: { country: 'ES', channel: ['web', null], gateway: null } }).filters).toEqual([
      { dimension: 'country', values: ['ES'] },
      { dimension: 'channel', values: ['web', ''] },
      { dimension: 'gateway', values: [''] },
    ])
  })

  it('names the metrics that there are', () => {
    const { code, extra } = failureOf({ metrics: ['gmv', 'gvm'] })
    expect(code).toBe('unknown_metric')
    expect(extra).toMatchObject({ metric: 'gvm', known: expect.arrayContaining(['gmv', 'orders']) })
  })

  it('names the dimensions that a metric allows, also where one is only filtered by', () => {
    for (const cut of [{ dimensions: ['category'] }, { filters: { category: 'patches' } }]) {
      const { code, status, extra } = failureOf({ metrics: ['gmv', 'sessions'], ...cut })
      expect([code, status]).toEqual(['dimension_not_allowed', 422])
      expect(extra).toMatchObject({
        metric: 'sessions',
        dimension: 'category',
        allowed: expect.arrayContaining(['country']),
      })
    }
  })

  it.each([
    ['/timezone', { timezone: 'Mars/Olympus' }],
    ['/timezone', { timezone: 'Europe/Madrid' }], // which this engine does not know
    ['/from', { from: 'monday' }],
    ['/to', { to: '2026-13-01' }],
    ['/to', { to: '2026-10-01' }],
    ['/from', { from: '1492-10-12' }],
    ['/order_by', { order_by: '-orders' }],
    ['/order_by', { order_by: 'time' }],
    ['/order_by', { metrics: ['risk_score_distribution'], order_by: 'risk_score_distribution' }],
    ['/filters/country', { filters: { country: [] } }],
  ])('says that %s is at fault', (path, request) => {
    const { code, extra } = failureOf(request)
    expect(code).toBe('invalid_request')
    expect(extra.errors).toMatchObject([{ path }])
  })
})
