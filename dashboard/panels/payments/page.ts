import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { chargebacksByGateway } from './chargebacks-by-gateway.ts'
import { chargebacksOverTime } from './chargebacks-over-time.ts'
import { declineCodes } from './decline-codes.ts'
import { declinesOverTime } from './declines-over-time.ts'
import { gateways } from './gateways.ts'
import { latencyByGateway } from './latency-by-gateway.ts'
import { latencyOverTime } from './latency-over-time.ts'
import { partialRefunds } from './partial-refunds.ts'
import { refundReasons } from './refund-reasons.ts'
import { refundedOverTime } from './refunded-over-time.ts'
import { risk } from './risk.ts'
import { slowestOverTime } from './slowest-over-time.ts'
import { successByGateway } from './success-by-gateway.ts'
import { successByMethod } from './success-by-method.ts'
import { successOverTime } from './success-over-time.ts'
import { volumeByMethod } from './volume-by-method.ts'

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
      title: 'Given back',
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
