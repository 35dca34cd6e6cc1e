import { hiddenInLines } from '../../query/small-cells.ts'
import type { TherapyAnswer, TherapySteps } from './request.ts'

/** Steps that concern health; each rests on the orders of which a device was activated. */
const ofHealth: readonly TherapySteps[number]['id'][] = ['adherent', 'adverse_event']

type Figures = Pick<TherapyAnswer, 'steps' | 'with_device' | 'breakdown'>

const activated = ({ steps }: Pick<Figures, 'steps'>) => steps.find(({ id }) => id === 'activated')?.count ?? 0

const untold = { count: null, conversion: null, drop_off: null, median_days: null, p90_days: null }
const withoutHealth = <Cell extends Pick<Figures, 'steps'>>(cell: Cell): Cell => ({
  ...cell,
  steps: cell.steps.map((step) => (ofHealth.includes(step.id) ? { ...step, ...untold } : step)),
})

/**
 * Figures without those of health that rest on few activated orders: of a value of the breakdown, with as many others
 * as keep a difference from the whole from disclosing it; and of a filtered question, of itself or of what its filters
 * leave out.
 * @param least orders that a figure must rest on; 0: all are shown
 * @param leftOut activated orders of the range that the filters leave out; undefined without filters
 * @returns the figures, and how many of them are suppressed; undefined where the tenant has it switched off
 */
export function suppressSmall(
  figures: Figures,
  least: number,
  leftOut: number | undefined,
): { readonly figures: Figures; readonly suppressed: number | undefined } {
  if (least === 0) return { figures, suppressed: undefined }
  const isFew = (count: number) => count > 0 && count < least
  const cells = figures.breakdown ?? []
  const isHidden = leftOut !== undefined && (isFew(activated(figures)) || isFew(leftOut))
  const hidden = isHidden ? new Set(cells.keys()) : hiddenInLines(cells.map(activated), [[...cells.keys()]], least)
  return {
    figures: {
      ...(isHidden ? withoutHealth(figures) : figures),
      ...(figures.breakdown !== undefined && {
        breakdown: cells.map((cell, index) => (hidden.has(index) ? withoutHealth(cell) : cell)),
      }),
    },
    suppressed: ofHealth.length * (hidden.size + (isHidden ? 1 : 0)),
  }
}
