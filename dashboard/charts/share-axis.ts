/** The bounds and the ticks of an axis of values; null where ECharts chooses. */
export interface AxisBounds {
  readonly min: number | null
  readonly max: number | null
  readonly interval: number | null
}

const free: AxisBounds = { min: null, max: null, interval: null }

/** Round steps between ticks, as parts of the ceiling; a fifth may stand five times, the others four. */
const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25]

/**
 * An axis that ends at its ceiling, such as 100 % of shares, where the values come near to it: round numbers chosen from
 * below would lie beyond, where no value can be. Values above the ceiling, like returns of earlier orders by the orders
 * of a day, show that there is none.
 * @param grounded whether the axis begins at zero
 */
export function axisBelow(
  ceiling: number | null,
  values: readonly (number | null)[],
  { grounded }: { readonly grounded: boolean },
): AxisBounds {
  const known = values.filter((it) => it !== null)
  if (ceiling === null || known.length === 0) return free
  const highest = Math.max(...known)
  const lowest = Math.min(...known)
  const isFlat = highest === lowest
  const low = grounded || isFlat ? Math.min(0, lowest) : lowest
  // Of zeros alone ECharts makes an axis of its own, up to 120 %.
  if (highest === 0 && lowest === 0) return { min: 0, max: ceiling, interval: ceiling / 4 }
  // ECharts adds less than a step, which is below half of the swing.
  if (highest > ceiling || ceiling - highest > (highest - low) / 2 || low < 0) return free
  const room = (ceiling - low) / ceiling
  const count = (step: number) => Math.ceil(room / step - 1e-9)
  const step = steps.find((it) => count(it) <= (it === 0.2 ? 5 : 4)) ?? 0.25
  const round = (value: number) => Number(value.toFixed(9))
  return { min: round(ceiling * (1 - count(step) * step)), max: ceiling, interval: ceiling * step }
}
