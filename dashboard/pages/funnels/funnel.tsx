import type { Ask } from '../../api/ask.ts'
import { StepBars } from '../../charts/step-bars.tsx'
import { askedStep } from '../../event-step/asked-step.ts'
import { stepTitle } from '../../event-step/step.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import { formatSpan } from '../../numbers/span.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import type { FunnelAnswer, StepCount } from './answer.ts'
import type { FunnelChoice } from './choice.ts'

/** Both panels of a funnel ask this, and so share one answer. */
export const askFunnel = ({ steps, by, windowSeconds, breakdown }: FunnelChoice, view: View): Ask => ({
  method: 'POST',
  path: '/analytics/funnel',
  body: {
    ...asked(view),
    steps: steps.map(askedStep),
    by,
    window_seconds: windowSeconds,
    ...(breakdown === undefined ? {} : { breakdown }),
  },
})

/** A filter holds for the events of every step. */
export const ofSteps = ({ steps }: FunnelChoice) => ({ events: steps.map(({ type }) => type) })

export const whose = { session_id: 'sessions', user_id: 'people' } as const

export const funnelFormula =
  'Each counts once, by the first step; the steps must come in this order, other events may lie between, and all within the ' +
  'time after the first step. Conversion: of the first step. Lost: of the step before.'

function wordsOf({ drop_off, median_seconds, p90_seconds }: StepCount, before: StepCount | undefined) {
  if (before === undefined) return {}
  const there = formatValue(before.count, 'count', null)
  return {
    ...(drop_off === null ? {} : { lost: `${formatShort(drop_off, 'ratio', null)} of ${there} lost` }),
    ...(median_seconds === null
      ? {}
      : { took: `median ${formatSpan(median_seconds)}, p90 ${formatSpan(p90_seconds)}` }),
  }
}

/** How many took the steps in order. */
export const funnel = (choice: FunnelChoice) =>
  definePanel<FunnelAnswer>({
    id: 'funnel',
    title: 'Funnel steps',
    question: `How many ${whose[choice.by]} took the steps in this order?`,
    formula: funnelFormula,
    width: 12,
    cutBy: ofSteps(choice),
    ask: (view) => [askFunnel(choice, view)],
    show: ([{ steps }]) => {
      const titles = choice.steps.map(stepTitle)
      if (!steps[0]?.count) return { table: null, reason: `No ${whose[choice.by]} took the first step in this range.` }
      return {
        table: {
          columns: [
            { id: 'step', title: 'Step', unit: 'text' },
            { id: 'count', title: 'Count', unit: 'count' },
            { id: 'conversion', title: 'Conversion', unit: 'ratio' },
            { id: 'drop_off', title: 'Drop-off', unit: 'ratio' },
            { id: 'median_seconds', title: 'Median, s', unit: 'count' },
            { id: 'p90_seconds', title: 'p90, s', unit: 'count' },
          ],
          rows: steps.map((it, index) => [
            titles[index] ?? `${it.type} ${it.action}`,
            ...[it.count, it.conversion, it.drop_off, it.median_seconds, it.p90_seconds],
          ]),
          currency: null,
        },
        chart: (
          <StepBars
            title="Steps of the funnel"
            steps={steps.map((it, index) => ({
              key: `${index} ${it.type}.${it.action}`,
              title: titles[index] ?? `${it.type} ${it.action}`,
              count: formatValue(it.count, 'count', null),
              share: it.conversion ?? 0,
              shareText: formatShort(it.conversion, 'ratio', null),
              ...wordsOf(it, steps[index - 1]),
            }))}
          />
        ),
      }
    },
  })
