import { drawCustomers } from '../src/statistics/customers/drawn-customers.ts'
import { judgeCustomers } from '../src/statistics/customers/judge-customers.ts'
import { averageRunLength } from '../src/statistics/cusum/average-run-length.ts'
import { safetyDesign } from '../src/statistics/cusum/poisson-cusum.ts'
import { simulateLots } from '../src/statistics/cusum/simulate-lots.ts'
import { modifiedZScores } from '../src/statistics/modified-z-scores.ts'
import { drawPayments } from '../src/statistics/payments/drawn-payments.ts'
import { judgePayments } from '../src/statistics/payments/fit-payments.ts'
import { findDeviceAnomalies } from '../src/statistics/sensors/device-anomalies.ts'
import { dayHours, drawReadings } from '../src/statistics/sensors/drawn-readings.ts'

/** How well built-in models do on what is drawn by a seed, out of sample: `node bench/models.ts`. Figures of docs/models.md. */

const say = (name: string, figures: Readonly<Record<string, number | null>>) =>
  process.stdout.write(
    `${name}: ${Object.entries(figures)
      .map(([key, value]) => `${key} ${value === null ? '–' : Number(value.toPrecision(3))}`)
      .join(', ')}\n`,
  )

const truth = { r: 0.8, alpha: 20, a: 0.8, b: 3, p: 6, q: 4, v: 60 }
const customers = drawCustomers(truth, 3_000, { days: 360, seed: 'customers of a year' })
const judged = judgeCustomers({ customers, end: 360, horizonDays: 60 })
if ('reason' in judged) throw new Error(judged.reason)
const { purchases, value, totals, churn } = judged
say('customer_value, 60 days ahead, 3000 customers', {
  ...{ 'MAE of purchases': purchases.mae, naive: purchases.naive },
  ...{ 'MAE of value': value.mae, 'naive value': value.naive },
  'expected/actual purchases': totals.expectedPurchases / totals.purchases,
  'expected/actual value': totals.expectedValue / totals.value,
})
say('churn, 60 days ahead', { Brier: churn.brier, 'base rate': churn.naiveBrier, AUC: churn.auc })

const attempts = drawPayments(8_000, { seed: 'payments with a planted risk' })
const risk = judgePayments(attempts, 8_000 * 60_000)
if ('reason' in risk) throw new Error(risk.reason)
say('payment_risk, 8000 payments, the newest quarter judged', {
  ...{ Brier: risk.brier, 'base rate': risk.baseBrier, AUC: risk.auc },
  'largest gap of reliability': Math.max(...risk.reliability.map((bin) => Math.abs(bin.predicted - bin.observed))),
})

// One fault in each of 200 devices, at an hour of the last day: five times the noise, and within what the day spans.
const begin = 28 * dayHours
const faults = new Map(
  Array.from({ length: 200 }, (_, at) => [`d${at} glucose ${begin + (at % 24)}`, at % 2 ? 20 : -20]),
)
const series = drawReadings(200, { days: 29, seed: 'faults of five deviations', faults })
const found = findDeviceAnomalies({ series, begin })
if ('reason' in found) throw new Error(found.reason)
const isFault = (device: string, hour: number) => faults.has(`${device} glucose ${hour}`)
const caught = found.anomalies.filter(({ device, hour }) => isFault(device, hour)).length
const naive = series.flatMap(({ device, values }) =>
  modifiedZScores(values, begin, 48).flatMap(({ score }, hour) =>
    hour >= begin && Math.abs(score ?? 0) > 3.5 ? [isFault(device, hour)] : [],
  ),
)
say('device_anomaly, 200 devices with a fault each in the day judged', {
  ...{ 'share of faults found': caught / 200, 'by own history alone': naive.filter(Boolean).length / 200 },
  'false alarms per device and week': ((found.anomalies.length - caught) / 200) * 7,
  'by own history alone, false': (naive.filter((it) => !it).length / 200) * 7,
  ...{ error: found.error, 'naive error': found.naiveError },
})

// Lots of a product that start a month after one another, each with 200 devices in use for 180 days and 11 reports where all is well.
const product = { lots: 12, daysBetweenLots: 30, daysInUse: 180, devices: 200, reportsPerDeviceDay: 0.0003 }
const runs = 300
const years = (runs * ((product.lots - 1) * product.daysBetweenLots + product.daysInUse)) / 365
const lotsAt = (lastLotRatio: number) =>
  Array.from({ length: runs }, (_, run) => simulateLots({ ...product, lastLotRatio }, `run ${run}`)).flat()
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? null
const good = lotsAt(1).filter(({ daysToSignal }) => daysToSignal !== null).length
say('lot CUSUM, false signals', {
  'reports between them, by the Markov chain': averageRunLength(safetyDesign, 1),
  'per product and year': good / years,
  'share of good lots': good / (runs * product.lots),
})
for (const ratio of [2, 3, 5]) {
  const bad = lotsAt(ratio).filter(({ isBad }) => isBad)
  say(`lot CUSUM, a lot with ${ratio} times the rate`, {
    'share found': bad.filter(({ daysToSignal }) => daysToSignal !== null).length / bad.length,
    'median days from the first report': median(bad.flatMap(({ daysToSignal }) => daysToSignal ?? [])),
    'median reports': median(bad.flatMap(({ reportsToSignal }) => reportsToSignal ?? [])),
  })
}
