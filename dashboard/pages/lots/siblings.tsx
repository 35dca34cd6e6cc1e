import { type Fact, Facts } from '../../charts/facts.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'

/** The lot beside the other lots of its product. */
export const lotSiblings = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_siblings',
    title: 'Compared with other lots',
    question: 'Adverse event rate beside the other lots of the product',
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([answer]) => {
      const { siblings, active_devices, adverse_events, rate, signal, prr_of } = answer
      const other =
        siblings.active_devices === 0 || siblings.adverse_events === null
          ? null
          : siblings.adverse_events / siblings.active_devices
      const ratio = (value: number | null) => formatValue(value, 'ratio', null)
      const count = (value: number | null) => formatValue(value, 'count', null)
      const devices = (reports: number | null, active: number) => `${count(reports)} reports, ${count(active)} devices`
      return {
        table: {
          columns: [
            { id: 'lots', title: 'Lots', unit: 'text' },
            { id: 'active_devices', title: 'Active devices', unit: 'count' },
            { id: 'adverse_events', title: 'Adverse events', unit: 'count' },
            { id: 'rate', title: 'Per active device', unit: 'ratio' },
          ],
          rows: [
            ['this lot', active_devices, adverse_events, rate],
            [`${siblings.lots} other lots of the product`, siblings.active_devices, siblings.adverse_events, other],
          ],
          currency: null,
        },
        chart: (
          <Facts
            facts={[
              { title: 'This lot', value: ratio(rate), beside: devices(adverse_events, active_devices) },
              {
                title: `${count(siblings.lots)} other lots of the product`,
                value: ratio(other),
                beside: devices(siblings.adverse_events, siblings.active_devices),
              },
              ratioFact(answer),
            ]}
          />
        ),
        ...(signal
          ? {
              note: `A signal: reports of ${prr_of ?? 'one kind'} are out of proportion to the other lots of the product (PRR).`,
            }
          : {}),
      }
    },
  })

/** How many times the rate of its siblings the lot has; bad where even the low end is more than once. */
function ratioFact({ rate_ratio, rate_ratio_low: low, rate_ratio_high: high }: OneLot): Fact {
  const count = (value: number | null) => formatValue(value, 'count', null)
  return {
    title: 'Rate ratio to other lots',
    value: rate_ratio === null ? count(null) : `${count(rate_ratio)} ×`,
    ...(low === null ? {} : { beside: `${count(low)} – ${high === null ? '∞' : count(high)} (95 %)` }),
    ...(low !== null && low > 1 ? { tone: 'bad' as const } : {}),
  }
}
