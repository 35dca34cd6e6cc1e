import { demandForecast } from '../../insights/forecast/answer.ts'
import { notEnough } from '../../insights/forecast/history.ts'
import { forecastAside } from '../../statistics/forecast/forecast-aside.ts'
import { invalid } from '../../warehouse/time/parse-range.ts'
import type { BuiltInModel, Question } from '../model.ts'
import type { Tensor } from '../tensor.ts'

/** Values that one series may have: ten years of days. */
const mostValues = 3_660
const mostHorizon = 366

/** Foretells any series that is sent: what /analytics/forecast does for a measure. */
export const demandForecastModel: BuiltInModel = {
  ...demandForecast,
  platform: 'pocm',
  inputs: [
    { name: 'history', datatype: 'FP64', shape: [-1] },
    { name: 'horizon', datatype: 'INT32', shape: [1] },
    { name: 'season', datatype: 'INT32', shape: [1] },
  ],
  outputs: ['value', 'lower', 'upper', 'mase', 'coverage'].map((name) => ({ name, datatype: 'FP64', shape: [-1] })),
  optional: new Set(['season']),
  async infer({ inputs, parameters }: Question) {
    const numbers = (name: string) => inputs.get(name)?.data.map(Number) ?? []
    const values = numbers('history')
    const [horizon = 0] = numbers('horizon')
    const [period = 7] = numbers('season')
    const { confidence = 0.8 } = parameters
    if (values.length > mostValues) throw invalid('/inputs', `history may have at most ${mostValues} values`)
    if (horizon < 1 || horizon > mostHorizon) throw invalid('/inputs', `horizon must be from 1 to ${mostHorizon}`)
    if (period < 1 || period > mostHorizon) throw invalid('/inputs', `season must be from 1 to ${mostHorizon}`)
    if (typeof confidence !== 'number' || confidence < 0.5 || confidence > 0.99) {
      throw invalid('/parameters/confidence', 'must be a number from 0.5 to 0.99')
    }
    const [result] = await forecastAside([{ values, period, horizon, confidence }])
    if (result === undefined || 'reason' in result) throw notEnough(result?.reason ?? 'there is no history')
    const { points, backtest } = result
    return [
      tensor(
        'value',
        points.map(({ value }) => value),
      ),
      tensor(
        'lower',
        points.map(({ lower }) => lower),
      ),
      tensor(
        'upper',
        points.map(({ upper }) => upper),
      ),
      tensor('mase', [backtest.mase]),
      tensor('coverage', [backtest.coverage]),
    ]
  },
}

const tensor = (name: string, data: readonly (number | null)[]): Tensor => ({
  ...{ name, datatype: 'FP64', shape: [data.length], data },
})
