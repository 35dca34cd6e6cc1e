import { noneTitle, valueTitle } from '../../api/dimension-names.ts'
import { BarList } from '../../charts/bar-list.tsx'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { askTherapy, cutBy, type StepId, stepOf, type TherapyAnswer, therapyFormula } from './answer.ts'
import { type Cut, cuts } from './search.ts'

interface Share {
  readonly id: string
  readonly title: string
  readonly step: StepId
  /** The step of which it is a share. */
  readonly of: StepId
  readonly tone?: 'bad'
}

/** A share of orders for each value, by how many there are; a click narrows the page to one. */
const byValue =
  ({ id, title, step, of, tone }: Share) =>
  (by: Cut) =>
    definePanel<TherapyAnswer>({
      id,
      title: `${title} by ${cuts[by].toLowerCase()}`,
      formula: therapyFormula,
      cutBy,
      ask: (view) => [askTherapy(view, by)],
      show: ([{ breakdown = [] }], { pick, large }) => {
        if (by === 'firmware' && step === 'activated') {
          return {
            table: null,
            reason: 'A firmware is known from the activation on: every order with one is activated.',
          }
        }
        if (breakdown.length === 0) return { table: null, reason: 'No order was placed in this range.' }
        const onPick = pick(by)
        const rows = breakdown.map(({ value, steps }) => {
          // A small cell is suppressed.
          const count = stepOf(steps, step)?.count ?? null
          const all = stepOf(steps, of)?.count ?? 0
          return { value: value ?? '', count, all, share: all === 0 || count === null ? null : count / all }
        })
        const shown = rows.slice(0, large ? rows.length : 8)
        const number = (count: number | null) => formatValue(count, 'count', null)
        return {
          table: {
            columns: [
              { id: by, title: cuts[by], unit: 'text' },
              { id: of, title: `Orders ${of}`, unit: 'count' },
              { id: step, title, unit: 'count' },
              { id: 'share', title: 'Share', unit: 'ratio' },
            ],
            rows: rows.map(({ value, count, all, share }) => [value || noneTitle, all, count, share]),
            currency: null,
          },
          ...(shown.length < rows.length ? { note: `${shown.length} of ${rows.length}, the most ordered first.` } : {}),
          chart: (
            <BarList
              title={`${title} by ${cuts[by].toLowerCase()}`}
              besideTitle={`Orders ${of}`}
              full={1}
              bars={shown.map(({ value, count, all, share }) => ({
                key: value,
                title: valueTitle(value, by),
                value: share ?? 0,
                text: formatShort(share, 'ratio', null),
                full: `${number(count)} of ${number(all)}`,
                beside: `of ${number(all)}`,
                ...(tone ? { tone } : {}),
                ...(onPick ? { onPick: () => onPick(value) } : {}),
              }))}
            />
          ),
        }
      },
    })

export const adherentBy = byValue({
  ...{ id: 'adherent_by', title: 'Adherent (≥ 80 % of prescribed days)', step: 'adherent', of: 'activated' },
})

export const harmBy = byValue({
  ...{ id: 'harm_by', title: 'Adverse events', step: 'adverse_event', of: 'activated', tone: 'bad' },
})

export const activatedBy = byValue({
  ...{ id: 'activated_by', title: 'Device activated', step: 'activated', of: 'delivered' },
})

export const refundedBy = byValue({
  ...{ id: 'refunded_by', title: 'Refunded', step: 'refunded', of: 'ordered', tone: 'bad' },
})
