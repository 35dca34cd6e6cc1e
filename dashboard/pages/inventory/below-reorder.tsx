import { definePanel } from '../../panels/panel.ts'
import { PanelTable } from '../../panels/panel-table.tsx'
import type { Cell, Table } from '../../panels/table.ts'
import type { StockAnswer } from './answer.ts'
import { askStock, notCounted, partNote, stockCutBy } from './asked.ts'
import { belowReorder as below, placesOf } from './places.ts'

const emptyTone = (cell: Cell) => (typeof cell === 'number' && cell <= 0 ? 'bad' : undefined)

/** What must be ordered. */
export const belowReorder = definePanel<StockAnswer>({
  id: 'below_reorder',
  title: 'Below reorder point',
  question: 'Open a product to filter the page by it.',
  formula: 'Products in a warehouse whose units on hand, all lots together, are at the reorder point or below it.',
  cutBy: stockCutBy,
  ask: (view) => [askStock(view)],
  show: ([answer], { pick }) => {
    if (answer.positions.every(({ reorder_point }) => reorder_point === null)) {
      return { table: null, reason: answer.positions.length === 0 ? notCounted : 'No reorder point recorded.' }
    }
    const places = below(placesOf(answer.positions))
    if (places.length === 0) return { table: null, reason: 'All products are above their reorder point.' }
    const table: Table = {
      columns: [
        { id: 'product_id', title: 'Product', unit: 'text' },
        { id: 'warehouse_id', title: 'Warehouse', unit: 'text' },
        { id: 'on_hand', title: 'On hand', unit: 'count', tone: emptyTone },
        { id: 'reorder_point', title: 'Reorder point', unit: 'count' },
        { id: 'units_sold_per_day', title: 'Sold per day, all warehouses', unit: 'count' },
        { id: 'days_of_cover', title: 'Cover, all warehouses', unit: 'days' },
      ],
      rows: places.map((it) => [
        ...[it.product_id, it.warehouse_id, it.on_hand],
        ...[it.reorder_point, it.units_sold_per_day, it.days_of_cover],
      ]),
      currency: null,
    }
    const onPick = pick('product_id')
    return {
      table,
      ...partNote(answer),
      chart: <PanelTable title="Below reorder point" table={table} {...(onPick ? { onPick } : {})} />,
    }
  },
})
