import type { ControlLimits, LotRow } from './answer.ts'

/** Where a lot's rate lies in the funnel: within what chance explains, or beyond it. */
export type Standing = 'far_above' | 'above' | 'within' | 'below'

type Bounds = Omit<ControlLimits, 'active_devices'>

/** The limits for any number of devices, on a straight line between those that the service worked out. */
export function limitsAt(limits: readonly ControlLimits[], devices: number): Bounds | null {
  const upper = limits.find((it) => it.active_devices >= devices)
  const lower = limits.findLast((it) => it.active_devices <= devices)
  if (upper === undefined || lower === undefined) return null
  const span = upper.active_devices - lower.active_devices
  const share = span === 0 ? 0 : (devices - lower.active_devices) / span
  const between = (key: keyof Bounds) => lower[key] + (upper[key] - lower[key]) * share
  return { low95: between('low95'), high95: between('high95'), low998: between('low998'), high998: between('high998') }
}

/** Null for a lot without an active device: it has no rate. */
export function standingOf(
  { rate, active_devices }: Pick<LotRow, 'rate' | 'active_devices'>,
  limits: readonly ControlLimits[],
): Standing | null {
  const bounds = limitsAt(limits, active_devices)
  if (rate === null || bounds === null) return null
  if (rate > bounds.high998) return 'far_above'
  if (rate > bounds.high95) return 'above'
  return rate < bounds.low95 ? 'below' : 'within'
}

export const standingTitles: Readonly<Record<Standing, string>> = {
  far_above: 'above the 99.8 % limit',
  above: 'above the 95 % limit',
  within: 'within the limits',
  below: 'below the 95 % limit',
}
