import type { BuiltInModel } from '../model.ts'
import { churnModel } from './churn.ts'
import { customerValueModel } from './customer-value.ts'
import { demandForecastModel } from './demand-forecast.ts'
import { deviceAnomalyModel } from './device-anomaly.ts'
import { paymentRiskModel } from './payment-risk.ts'

export const builtInModels: readonly BuiltInModel[] = [
  demandForecastModel,
  customerValueModel,
  churnModel,
  paymentRiskModel,
  deviceAnomalyModel,
]
