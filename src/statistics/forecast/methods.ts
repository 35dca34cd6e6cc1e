import { crostonSba, isIntermittent, teunterSyntetosBabai } from './intermittent.ts'
import { autoEts, mstlEts, seasonalNaive } from './smooth.ts'

export const methodNames = ['seasonal_naive', 'ets', 'mstl_ets', 'croston_sba', 'tsb'] as const
export type MethodName = (typeof methodNames)[number]

/** The next `horizon` values after `values`; undefined where the method has no answer for them. */
export type Method = (values: readonly number[], horizon: number) => readonly number[] | undefined

const flat = (value: number, horizon: number) => new Array<number>(horizon).fill(value)

/** The methods that come into question for a series, the floor first. */
export function methodsFor(values: readonly number[], period: number): Map<MethodName, Method> {
  const methods = new Map<MethodName, Method>([
    ['seasonal_naive', (past, horizon) => seasonalNaive(past, period, horizon)],
  ])
  if (isIntermittent(values) && values.every((it) => it >= 0)) {
    methods.set('croston_sba', (past, horizon) => flat(crostonSba(past), horizon))
    methods.set('tsb', (past, horizon) => flat(teunterSyntetosBabai(past), horizon))
    return methods
  }
  methods.set('ets', autoEts)
  if (period > 1) methods.set('mstl_ets', (past, horizon) => mstlEts(past, [period], horizon))
  return methods
}
