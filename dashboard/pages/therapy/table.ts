import { noneTitle } from '../../api/dimension-names.ts'
import { lotPage } from '../../panels/destination.ts'
import { definePanel } from '../../panels/panel.ts'
import { askTherapy, cutBy, type StepId, stepOf, stepTitles, type TherapyAnswer, therapyFormula } from './answer.ts'
import { type Cut, cuts } from './search.ts'

/** Every step and outcome for each value. */
export const therapyTable = (by: Cut) =>
  definePanel<TherapyAnswer>({
    id: 'therapy_table',
    title: `All steps by ${cuts[by].toLowerCase()}`,
    formula: therapyFormula,
    width: 12,
    cutBy,
    ask: (view) => [askTherapy(view, by)],
    show: ([{ breakdown = [] }]) => {
      if (breakdown.length === 0) return { table: null, reason: 'No order was placed in this range.' }
      const ids = Object.keys(stepTitles) as StepId[]
      return {
        table: {
          columns: [
            { id: by, title: cuts[by], unit: 'text', ...(by === 'lot' ? { page: lotPage } : {}) },
            ...ids.map((id) => ({ id, title: stepTitles[id], unit: 'count' as const })),
          ],
          rows: breakdown.map(({ value, steps }) => [
            value === null && by === 'lot' ? null : value || noneTitle,
            ...ids.map((id) => stepOf(steps, id)?.count ?? null),
          ]),
          currency: null,
        },
      }
    },
  })
