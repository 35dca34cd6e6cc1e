import { StepBars } from '../../charts/step-bars.tsx'
import { formatSpan } from '../../numbers/span.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import {
  askTherapy,
  cutBy,
  outcomes,
  stepTitles,
  type TherapyAnswer,
  type TherapyStep,
  therapyFormula,
} from './answer.ts'
import type { Cut } from './search.ts'

const daySeconds = 86_400

/** Orders of refills and accessories are in no share after the first step; where there are none all orders have a device. */
function withDeviceStep({ steps, with_device }: TherapyAnswer) {
  const [ordered] = steps
  if (!ordered?.count || with_device === ordered.count) return []
  return [
    {
      key: 'with_device',
      title: 'With a device',
      count: formatValue(with_device, 'count', null),
      share: with_device / ordered.count,
      shareText: formatShort(with_device / ordered.count, 'ratio', null),
      lost: `${formatValue(ordered.count - with_device, 'count', null)} of refills and accessories only, left out below`,
    },
  ]
}

const took = ({ median_days, p90_days }: TherapyStep) =>
  median_days === null || p90_days === null
    ? undefined
    : `median ${formatSpan(median_days * daySeconds)}, p90 ${formatSpan(p90_days * daySeconds)}`

function lost({ drop_off }: TherapyStep, before: number | null | undefined): string | undefined {
  if (drop_off === null || before === null || before === undefined) return undefined
  return `${formatShort(drop_off, 'ratio', null)} of ${formatValue(before, 'count', null)} pending or dropped`
}

/** What becomes of orders, step by step. */
export const way = (by: Cut) =>
  definePanel<TherapyAnswer>({
    id: 'order_to_therapy',
    title: 'Order-to-therapy funnel',
    question: 'Orders that were shipped, delivered, activated and used as prescribed',
    formula: therapyFormula,
    width: 8,
    cutBy,
    ask: (view) => [askTherapy(view, by)],
    show: ([answer]) => {
      const { steps: all, with_device } = answer
      const steps = all.filter(({ id }) => !outcomes.includes(id))
      if (!steps[0]?.count) return { table: null, reason: 'No order was placed in this range.' }
      return {
        table: {
          columns: [
            { id: 'step', title: 'Step', unit: 'text' },
            { id: 'count', title: 'Orders', unit: 'count' },
            { id: 'conversion', title: 'Share', unit: 'ratio' },
            { id: 'drop_off', title: 'Drop-off', unit: 'ratio' },
            { id: 'median_days', title: 'Median, days', unit: 'count' },
            { id: 'p90_days', title: 'p90, days', unit: 'count' },
          ],
          rows: all.flatMap((it) => {
            const row = [stepTitles[it.id], it.count, it.conversion, it.drop_off, it.median_days, it.p90_days]
            if (it.id !== 'ordered' || !it.count || with_device === it.count) return [row]
            return [row, ['With a device', with_device, with_device / it.count, null, null, null]]
          }),
          currency: null,
        },
        chart: (
          <StepBars
            title="Steps from the order to the therapy"
            steps={steps.flatMap((it, index) => {
              const left = lost(it, it.id === 'shipped' ? with_device : steps[index - 1]?.count)
              const time = took(it)
              const step = {
                key: it.id,
                title: stepTitles[it.id],
                count: formatValue(it.count, 'count', null),
                share: it.conversion ?? 0,
                shareText: formatShort(it.conversion, 'ratio', null),
                ...(left === undefined ? {} : { lost: left }),
                ...(time === undefined ? {} : { took: time }),
              }
              return it.id === 'ordered' ? [step, ...withDeviceStep(answer)] : [step]
            })}
          />
        ),
      }
    },
  })
