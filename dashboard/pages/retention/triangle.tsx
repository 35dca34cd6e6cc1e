import { CohortTable } from '../../charts/cohort-table.tsx'
import { stepTitle } from '../../event-step/step.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import {
  askRetention,
  cutBy,
  isIncomplete,
  type RetentionAnswer,
  retentionFormula,
  retentionNotes,
  shareOf,
} from './cohorts.ts'
import type { RetentionChoice } from './search.ts'

const whose = { user_id: 'people', device_id: 'devices' } as const

export const nobodyFirst = ({ first, whose: of }: RetentionChoice) =>
  `No ${whose[of]} had a first “${stepTitle(first)}” in this range.`

/** Cohorts below each other, and what is left of each after so many periods. */
export const triangle = (choice: RetentionChoice) =>
  definePanel<RetentionAnswer>({
    id: 'retention_triangle',
    title: 'Cohorts',
    question: `How many ${whose[choice.whose]} came back, ${choice.period} by ${choice.period}?`,
    formula: retentionFormula(choice),
    width: 12,
    cutBy: cutBy(choice),
    ask: (view) => [askRetention(choice, view)],
    show: ([answer], { view }) => {
      const { rows } = answer
      if (rows.length === 0) return { table: null, reason: nobodyFirst(choice) }
      const note = retentionNotes(answer, choice, view.range.from)
      const longest = Math.max(...rows.map(({ retained }) => retained.length))
      const steps = Array.from({ length: longest }, (_, step) => step)
      const count = (value: number) => formatValue(value, 'count', null)
      return {
        table: {
          columns: [
            { id: 'cohort', title: 'Cohort', unit: 'text' },
            { id: 'size', title: 'Size', unit: 'count' },
            ...steps.map((step) => ({
              id: `retained_${step}`,
              title: `${choice.period} ${step}`,
              unit: 'count' as const,
            })),
          ],
          rows: rows.map(({ cohort, size, retained }) => [
            cohort,
            size,
            ...steps.map((step) => retained[step] ?? null),
          ]),
          currency: null,
        },
        ...(note === undefined ? {} : { note }),
        chart: (
          <CohortTable
            title={`Share of ${whose[choice.whose]} retained`}
            heads={['Cohort', 'Size', ...steps.map((step) => `${step}`)]}
            rows={rows.map((row) => ({
              title: row.cohort,
              size: count(row.size),
              cells: row.retained.map((retained, step) => {
                const share = shareOf(row, step)
                const isLast = step === row.retained.length - 1
                return {
                  share,
                  text: formatShort(share, 'ratio', null),
                  full: `${count(retained)} of ${count(row.size)}${isLast && isIncomplete(answer) ? ', incomplete' : ''}`,
                  incomplete: isLast && isIncomplete(answer),
                }
              }),
            }))}
          />
        ),
      }
    },
  })
