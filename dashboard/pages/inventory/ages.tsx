import { Columns } from '../../charts/columns.tsx'
import { formatTick, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import type { StockAnswer } from './answer.ts'
import { askStock, notCounted, stockCutBy } from './asked.ts'

const titleOf = (band: string | null) => (band === null ? 'unknown' : `${band} days`)

/** Units on hand by age. */
export const ages = definePanel<StockAnswer>({
  id: 'ages',
  title: 'Inventory age',
  question: 'Days since units were received',
  formula: 'Units on hand by the days since they were received.',
  cutBy: stockCutBy,
  ask: (view) => [askStock(view)],
  show: ([{ bands }]) => {
    if (bands.length === 0) return { table: null, reason: notCounted }
    if (bands.every(({ on_hand }) => on_hand <= 0)) return { table: null, reason: 'No units on hand.' }
    return {
      table: {
        columns: [
          { id: 'age', title: 'Received', unit: 'text' },
          { id: 'on_hand', title: 'On hand', unit: 'count' },
        ],
        rows: bands.map(({ band, on_hand }) => [titleOf(band), on_hand]),
        currency: null,
      },
      chart: (
        <Columns
          title="Inventory age"
          columns={bands.map(({ band, on_hand }) => ({
            title: titleOf(band),
            value: on_hand,
            text: formatTick(on_hand, 'count', null),
            full: formatValue(on_hand, 'count', null),
            ...(band === '90+' ? { tone: 'warn' as const } : {}),
          }))}
        />
      ),
    }
  },
})
