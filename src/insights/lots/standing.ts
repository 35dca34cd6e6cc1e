import { funnelLimits } from '../../statistics/funnel-limits.ts'

/** Where a lot's rate lies in the funnel: within what chance explains, or beyond it. */
export const standings = ['far_above', 'above', 'within', 'below'] as const
export type Standing = (typeof standings)[number]

/** The control limits of the rate for a number of active devices, around the rate of all lots. */
export function limitsFor(target: number, active_devices: number) {
  const inner = funnelLimits(target, active_devices, 0.95)
  const outer = funnelLimits(target, active_devices, 0.998)
  return { active_devices, low95: inner.low, high95: inner.high, low998: outer.low, high998: outer.high }
}

/** A rate against the limits for its own number of devices; null without a rate, or without one to hold it against. */
export function standingOf(rate: number | null, active_devices: number, target: number | null): Standing | null {
  if (rate === null || target === null || active_devices === 0) return null
  const limits = limitsFor(target, active_devices)
  if (rate > limits.high998) return 'far_above'
  if (rate > limits.high95) return 'above'
  return rate < limits.low95 ? 'below' : 'within'
}
