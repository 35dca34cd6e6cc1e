import { describe, expect, it } from 'vitest'
import type { ExplainAnswer, ExplainedSegment } from '../api/explain.ts'
import { explanation, segmentFacts, segmentTitle, signed } from './words.ts'

const rate = { title: 'Payment success rate', unit: 'ratio' } as const
const amount = { title: 'GMV', unit: 'money' } as const

const segment = (more: Partial<ExplainedSegment> = {}): ExplainedSegment => ({
  filters: { gateway: 'stripe' },
  ...{ previous: 0.95, current: 0.7, n_previous: 200, n_current: 210, contribution: -0.12, share: 0.857 },
  ...{ mix_effect: -0.001, rate_effect: -0.119, expected: -0.05, stands_out: true },
  interval: { low: -0.15, high: -0.09 },
  ...more,
})

const answer = (more: Partial<ExplainAnswer> = {}): ExplainAnswer => ({
  ...{ metric: 'payment_success_rate', kind: 'rate', previous: 0.95, current: 0.81, change: -0.14 },
  ...{ n_previous: 500, n_current: 510, interval: { low: -0.18, high: -0.1 }, verdict: 'explained', top: [segment()] },
  ...{ breakdowns: [], crossed: null, skipped: [] },
  meta: {
    ...{ fresh_to: null, data_from: null, elapsed_ms: 1, currency: 'EUR' },
    compared: { from: '2026-09-01T00:00:00.000000Z', to: '2026-10-01T00:00:00.000000Z' },
  },
  ...more,
})

describe('the sentence', () => {
  it('says how the figure moved and which segment accounts for most of it', () => {
    expect(explanation(answer(), rate)).toBe(
      'Payment success rate fell by 14.0 pt, from 95.0% to 81.0%. Gateway Stripe accounts for 86% of it: −12.0 pt.',
    )
  })

  it('says where no dimension explains it, where chance may, and where nothing changed', () => {
    expect(explanation(answer({ verdict: 'alike', top: [] }), rate)).toMatch(
      /It fell everywhere alike: no dimension explains it\.$/,
    )
    expect(explanation(answer({ verdict: 'noise', top: [], interval: { low: -0.2, high: 0.03 } }), rate)).toMatch(
      /Chance alone may give as much \(95% CI −20\.0 pt to \+3\.0 pt\)\.$/,
    )
    expect(explanation(answer({ verdict: 'unchanged', top: [], change: 0, current: 0.95 }), rate)).toBe(
      'Payment success rate did not change: 95.0%.',
    )
    expect(explanation(answer({ verdict: 'no_value', top: [], change: null, previous: null }), rate)).toBe(
      'Payment success rate has no value to compare with.',
    )
  })

  it('does not say that a segment has more than all where others went the other way', () => {
    expect(explanation(answer({ top: [segment({ contribution: -0.2, share: 1.43 })] }), rate)).toMatch(
      /Gateway Stripe alone makes −20\.0 pt; others went the other way\.$/,
    )
  })
})

describe('a segment', () => {
  it('is named by its dimensions and values', () => {
    expect(segmentTitle({ filters: { gateway: 'stripe', decline_code: 'gateway_timeout', country: null } })).toBe(
      'Gateway Stripe, decline code gateway timeout, country (none)',
    )
  })

  it('says its rates, what they rest on, and both effects', () => {
    expect(segmentFacts(segment(), rate, 'EUR')).toBe(
      '95.0% → 70.0% (n 200 → 210) · by its own rate −11.9 pt, by its share −0.1 pt · 95% CI −15.0 pt to −9.0 pt',
    )
    const failed = segment({
      previous: null,
      current: 80,
      n_previous: 0,
      n_current: 80,
      mix_effect: null,
      rate_effect: null,
    })
    expect(segmentFacts({ ...failed, interval: null }, rate, 'EUR', 'Payments failed')).toBe('Payments failed 0 → 80')
  })
})

it('differences of rates are points, of amounts money', () => {
  expect([signed(0.0123, rate, null), signed(-0.0004, rate, null), signed(0, rate, null)]).toEqual([
    '+1.2 pt',
    '−0.04 pt',
    '0.0 pt',
  ])
  expect(signed(-1200, amount, 'EUR')).toBe('−€1,200.00')
})
