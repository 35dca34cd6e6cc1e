import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerPredictions } from '../../src/insights/predictions/answer.ts'
import { openTestWarehouse, stored } from './open.ts'

const day = (nth: number) => new Date(Date.UTC(2026, 9, nth)).toISOString().slice(0, 10)
const event = (action: string, nth: number, data: Record<string, unknown>, tenant_id = 'acme') => ({
  ...stored({ type: 'prediction', action, occurred_at: `${day(nth)}T08:00:00.000000Z`, data }),
  tenant_id,
})
const days = Array.from({ length: 14 }, (_, nth) => nth + 1)

/** Demand of a product by two versions of a model: version 1 is 10 off, version 2 is 2 off, each with intervals of ± 5. */
const predicts = (version: string, error: number) =>
  days.flatMap((nth) => {
    const identity = { prediction_id: `${version} ${nth}`, model: 'demand', model_version: version }
    const value = 100 + nth + error
    const told = { ...identity, value, lower: value - 5, upper: value + 5, unit: 'units' }
    return [
      event('made', nth, { ...told, subject_type: 'product', subject_id: 'patch', horizon_on: day(nth) }),
      event('observed', nth + 20, { ...identity, observed_value: 100 + nth }),
    ]
  })

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const churn = { prediction_id: 'c1', model: 'churn', model_version: '1', value: 0.2, unit: 'probability' }
  await opened.warehouse.insert(
    [
      ...predicts('1', 10),
      ...predicts('2', -2),
      event('made', 14, { prediction_id: '1 15', model: 'demand', model_version: '1', value: 9, unit: 'units' }),
      event('made', 3, churn),
      event('observed', 4, { ...churn, observed_value: 1 }),
      // Told again, and corrected: the first prediction counts, and the last of what it came to.
      event('made', 5, { ...churn, value: 0.9 }),
      event('observed', 6, { ...churn, observed_value: 0 }),
      event('made', 3, { ...churn, prediction_id: 's1', value: 0.7 }, 'stranger'),
      // The same id of another tenant's prediction.
      event('observed', 30, { ...churn, observed_value: 1 }, 'stranger'),
    ],
    'predictions',
  )
})
afterAll(() => opened.close())

const ask = (range = { from: '2026-10-01', to: '2026-10-20' }, tenant = 'acme') =>
  opened.warehouse.ask(tenant, answerPredictions, range)

it('judges predictions of the range by model and version, by what they came to after it', async () => {
  const { models } = await ask()
  expect(models.map(({ model, model_version }) => `${model} ${model_version}`)).toEqual([
    'churn 1',
    'demand 1',
    'demand 2',
  ])
  const [churn, first, second] = models
  expect(first).toMatchObject({
    predictions: 15,
    observed: 14,
    mae: 10,
    bias: 10,
    coverage: 0,
    intervals: 14,
    unit: 'units',
  })
  expect(second).toMatchObject({ predictions: 14, observed: 14, mae: 2, bias: -2, coverage: 1, brier: null })
  expect(churn).toMatchObject({ predictions: 1, observed: 1, base_brier: 0, coverage: null })
  expect(churn?.brier).toBeCloseTo(0.04, 12)
  expect(churn?.calibration).toEqual([{ cases: 1, predicted: 0.2, observed: 0 }])
})

it('holds the challenger against the champion on the same subjects and days', async () => {
  const { comparisons } = await ask()
  expect(comparisons).toEqual([
    {
      champion: { model: 'demand', model_version: '1' },
      challenger: { model: 'demand', model_version: '2' },
      ...{ pairs: 14, difference: -8, difference_low: -8, difference_high: -8, verdict: 'challenger_better' },
    },
  ])
  const few = await ask({ from: '2026-10-01', to: '2026-10-05' })
  expect(few.comparisons).toMatchObject([{ pairs: 4, difference: null, verdict: 'not_enough_data' }])
})

it('knows nothing of another tenant, and says nothing of a range without predictions', async () => {
  const { models } = await ask(undefined, 'stranger')
  expect(models).toMatchObject([{ model: 'churn', predictions: 1, observed: 0, mae: null }])
  expect(await ask({ from: '2026-01-01', to: '2026-02-01' })).toMatchObject({ models: [], comparisons: [] })
})
