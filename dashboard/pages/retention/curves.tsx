import { lazy } from 'react'
import { definePanel } from '../../panels/panel.ts'
import {
  askRetention,
  type Cohort,
  cutBy,
  isIncomplete,
  meanRetention,
  type RetentionAnswer,
  retentionFormula,
  shareOf,
} from './cohorts.ts'
import type { RetentionChoice } from './search.ts'
import { nobodyFirst } from './triangle.tsx'

const CurvesChart = lazy(() => import('./curves-chart.tsx'))

/** As many cohorts as there are colours beside that of the mean. */
const mostCohorts = 5

interface Line {
  readonly title: string
  readonly values: readonly (number | null)[]
}

const longestOf = (lines: readonly Line[]) => Math.max(...lines.map(({ values }) => values.length))

const fromFirst = (lines: readonly Line[], first: number) =>
  lines.map(({ title, values }) => ({ title, values: values.slice(first) }))

/** What is left of a cohort after so many periods, for all and for the newest. */
export const curves = (choice: RetentionChoice) =>
  definePanel<RetentionAnswer>({
    id: 'retention_curves',
    title: 'Retention curves',
    question: 'Does a newer cohort stay longer than an older one?',
    formula: `${retentionFormula(choice)} All cohorts: weighed by their size. Without the ${choice.period} that is not over.`,
    width: 12,
    cutBy: cutBy(choice),
    ask: (view) => [askRetention(choice, view)],
    show: ([answer]) => {
      const { rows } = answer
      if (rows.length === 0) return { table: null, reason: nobodyFirst(choice) }
      const mean = meanRetention(rows, isIncomplete(answer))
      // A period that is not over would let every line fall at its end.
      const finished = ({ retained }: Cohort) => (isIncomplete(answer) ? retained.slice(0, -1) : retained)
      const newest = rows.filter((row) => finished(row).length > 1).slice(-mostCohorts)
      const lines = [
        { title: 'All cohorts', values: mean },
        ...newest.map((row) => ({ title: row.cohort, values: finished(row).map((_, step) => shareOf(row, step)) })),
      ]
      // Where the first event is the returning one too, all are there at the beginning: a line down from it says nothing.
      const first =
        longestOf(lines) > 1 && lines.every(({ values }) => values[0] === undefined || values[0] === 1) ? 1 : 0
      const longest = longestOf(lines)
      return {
        table: {
          columns: [
            { id: choice.period, title: `After ${choice.period}s`, unit: 'count' },
            ...lines.map(({ title }) => ({
              id: title.replaceAll(' ', '_').toLowerCase(),
              title,
              unit: 'ratio' as const,
            })),
          ],
          rows: Array.from({ length: longest }, (_, step) => [
            step,
            ...lines.map(({ values }) => values[step] ?? null),
          ]),
          currency: null,
        },
        ...(newest.length < rows.length
          ? { note: `The newest ${newest.length} of ${rows.length} cohorts beside all.` }
          : {}),
        chart: <CurvesChart lines={fromFirst(lines, first)} period={choice.period} first={first} />,
      }
    },
  })
