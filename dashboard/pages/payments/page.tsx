import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { bins } from '../../panels/kinds/bins.tsx'
import { breakdown } from '../../panels/kinds/breakdown.tsx'
import { matrix } from '../../panels/kinds/matrix.ts'
import { ranking } from '../../panels/kinds/ranking.tsx'
import { spread } from '../../panels/kinds/spread.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import { successByGateway } from './success-by-gateway.ts'
import { successByMethod } from './success-by-method.ts'

const successOverTime = breakdown({
  id: 'success_over_time',
  title: 'Success over time by gateway',
  question: 'Payment success rate of each gateway',
  metric: 'payment_success_rate',
  by: 'gateway',
  weight: 'payments_captured',
  form: 'lines',
  absent: null,
  width: 12,
})

const volumeByMethod = breakdown({
  id: 'volume_by_method',
  title: 'Volume by method',
  question: 'Captured amount by payment method',
  metric: 'payment_volume',
  by: 'method',
  form: 'stack',
  absent: 0,
})

const risk = bins({
  id: 'risk',
  title: 'Risk score distribution',
  question: 'Share of payments by risk score',
  metric: 'risk_score_distribution',
})

const gateways = matrix({
  id: 'gateways',
  title: 'Gateways and methods',
  metrics: ['payment_volume', 'payments_captured', 'payments_failed', 'payment_success_rate', 'refund_rate'],
  by: [
    { dimension: 'gateway', title: 'Gateway' },
    { dimension: 'method', title: 'Method' },
  ],
})

const declinesOverTime = breakdown({
  id: 'declines_over_time',
  title: 'Declines over time',
  question: 'Declined payments by code',
  metric: 'payments_failed',
  by: 'decline_code',
  form: 'stack',
  absent: 0,
  width: 8,
})

const declineCodes = ranking({
  id: 'decline_codes',
  title: 'Top decline codes',
  question: 'Declined payments by gateway response',
  metric: 'payments_failed',
  by: 'decline_code',
  better: 'less',
  width: 4,
})

const latencyOverTime = trend({
  id: 'latency_over_time',
  title: 'Latency over time',
  question: 'Gateway response time',
  metrics: ['payment_latency_p50', 'payment_latency_p95', 'payment_latency_p99'],
  better: 'less',
  absent: null,
  width: 8,
})

const latencyByGateway = spread({
  id: 'latency_by_gateway',
  title: 'Latency by gateway',
  question: 'p50, p95 and p99 of the gateway response time',
  marks: [
    { metric: 'payment_latency_p50', title: 'p50' },
    { metric: 'payment_latency_p95', title: 'p95' },
    { metric: 'payment_latency_p99', title: 'p99' },
  ],
  by: 'gateway',
  byTitle: 'Gateway',
  width: 4,
})

const slowestOverTime = breakdown({
  id: 'slowest_over_time',
  title: 'p95 over time by gateway',
  question: '95th percentile of the gateway response time',
  metric: 'payment_latency_p95',
  by: 'gateway',
  weight: 'payments_captured',
  form: 'lines',
  absent: null,
  width: 12,
})

const refundedOverTime = trend({
  id: 'refunded_over_time',
  title: 'Refund amount over time',
  question: 'Amount refunded',
  metrics: ['refund_amount'],
  better: 'less',
  absent: 0,
})

const partialRefunds = trend({
  id: 'partial_refunds',
  title: 'Full and partial refunds',
  question: 'Refunds, and partial refunds among them',
  metrics: ['refunds', 'partial_refunds'],
  better: 'less',
  absent: 0,
})

const refundReasons = ranking({
  id: 'refund_reasons',
  title: 'Refund reasons',
  question: 'Refunds by reason',
  metric: 'refund_amount',
  by: 'reason',
  weight: 'refunds',
  better: 'less',
  width: 4,
})

const chargebacksOverTime = trend({
  id: 'chargebacks_over_time',
  title: 'Chargebacks over time',
  question: 'Payments disputed by the bank or the card holder',
  metrics: ['chargebacks'],
  better: 'less',
  absent: 0,
  width: 4,
})

const chargebacksByGateway = ranking({
  id: 'chargebacks_by_gateway',
  title: 'Chargeback rate by gateway',
  question: 'Chargebacks per captured payment',
  metric: 'chargeback_rate',
  by: 'gateway',
  weight: 'chargebacks',
  better: 'less',
  width: 4,
})

export const payments: PageDeclaration = {
  title: 'Payments',
  figures: [
    {
      title: 'Payments',
      figures: [
        rate('payment_success_rate', 'more'),
        total('payment_volume', 'more'),
        total('payments_captured', 'more'),
        total('payments_failed', 'less'),
        rate('payment_latency_p50', 'less'),
        rate('payment_latency_p95', 'less'),
      ],
    },
    {
      title: 'Refunds and disputes',
      figures: [
        total('refund_amount', 'less'),
        total('refunds', 'less'),
        total('partial_refunds', 'less'),
        rate('refund_rate', 'less'),
        total('chargebacks', 'less'),
        rate('chargeback_rate', 'less'),
      ],
    },
  ],
  panels: [
    {
      title: 'Gateways',
      panels: [successOverTime, successByGateway, successByMethod, volumeByMethod, risk, gateways],
    },
    { title: 'Declines', panels: [declinesOverTime, declineCodes] },
    { title: 'Latency', panels: [latencyOverTime, latencyByGateway, slowestOverTime] },
    {
      title: 'Refunds and chargebacks',
      panels: [refundedOverTime, partialRefunds, refundReasons, chargebacksOverTime, chargebacksByGateway],
    },
  ],
}

export const Page = () => <PanelPage page={payments} />
