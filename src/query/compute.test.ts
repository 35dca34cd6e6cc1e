import { describe, expect, it } from 'vitest'
import { loadMeasures, partsOf } from '../measures/catalogue.ts'
import { compute } from './compute.ts'

const measures = await loadMeasures()
const metrics = (...ids: string[]) => ids.flatMap((id) => partsOf(measures, id).filter((measure) => measure.id === id))

describe('compute', () => {
  it('divides what was summed, and keeps the order asked', () => {
    const sums = new Map([
      ['gmv_value', 30],
      ['orders_placed', 4],
    ])
    expect(Object.entries(compute(metrics('aov', 'orders'), sums, measures))).toEqual([
      ['aov', 7.5],
      ['orders', 4],
    ])
  })

  it('takes a missing quantile as null and a missing distribution as empty bins', () => {
    const asked = metrics('payment_latency_p50', 'risk_score_distribution')
    expect(compute(asked, new Map(), measures)).toEqual({
      payment_latency_p50: null,
      risk_score_distribution: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    })
  })

  it('takes a missing sum as 0 and answers null without a denominator', () => {
    expect(compute(metrics('gmv', 'aov'), new Map(), measures)).toEqual({ gmv: 0, aov: null })
  })
})
