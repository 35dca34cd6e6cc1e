import { HeatTable } from '../../charts/heat-table.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import type { StockAnswer } from './answer.ts'
import { askStock, notCounted, partNote, stockCutBy } from './asked.ts'
import { placesOf, standOf } from './places.ts'

const tones = { out: 'bad', below: 'warn', enough: undefined } as const
const words = { out: 'out of stock', below: 'at its reorder point or below', enough: '' } as const

/** What lies where. */
export const stockMap = definePanel<StockAnswer>({
  id: 'stock_map',
  title: 'Stock by product and warehouse',
  question: 'Units on hand; marked where below the reorder point',
  formula:
    'The last units on hand of each product and lot in each warehouse by the end of the range, all lots together.',
  width: 12,
  cutBy: stockCutBy,
  ask: (view) => [askStock(view)],
  show: ([answer], { pick }) => {
    const places = placesOf(answer.positions)
    if (places.length === 0) return { table: null, reason: notCounted }
    const onRow = pick('product_id')
    const onColumn = pick('warehouse_id')
    return {
      table: {
        columns: [
          { id: 'product_id', title: 'Product', unit: 'text' },
          { id: 'warehouse_id', title: 'Warehouse', unit: 'text' },
          { id: 'on_hand', title: 'On hand', unit: 'count' },
          { id: 'reorder_point', title: 'Reorder point', unit: 'count' },
          { id: 'units_sold_per_day', title: 'Sold per day', unit: 'count' },
          { id: 'days_of_cover', title: 'Cover', unit: 'days' },
        ],
        rows: places.map((it) => [
          ...[it.product_id, it.warehouse_id, it.on_hand],
          ...[it.reorder_point, it.units_sold_per_day, it.days_of_cover],
        ]),
        currency: null,
      },
      ...partNote(answer),
      chart: (
        <HeatTable
          title="Stock by product and warehouse"
          rowTitle="Product"
          cells={places.map((place) => {
            const stand = standOf(place)
            const text = formatValue(place.on_hand, 'count', null)
            const tone = tones[stand]
            return {
              ...{ row: place.product_id, column: place.warehouse_id, value: place.on_hand, text },
              ...(tone ? { tone, word: words[stand] } : {}),
            }
          })}
          legend={[
            { tone: 'warn', text: 'at its reorder point or below' },
            { tone: 'bad', text: 'out of stock' },
          ]}
          {...(onRow ? { onRow } : {})}
          {...(onColumn ? { onColumn } : {})}
        />
      ),
    }
  },
})
