import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { gateways } from './gateways.ts'
import { successByGateway } from './success-by-gateway.ts'
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
        total('refunds', 'less'),
        rate('refund_rate', 'less'),
      ],
    },
  ],
  panels: [{ title: 'Gateways', panels: [successOverTime, successByGateway, volumeByMethod, gateways] }],
}
