import type { Answered } from '../../api/generated/contract.ts'
import { asked } from '../../filters/asked.ts'
import { definePanel } from '../../panels/panel.ts'
import { PanelTable } from '../../panels/panel-table.tsx'
import type { Cell, Table } from '../../panels/table.ts'
import { notCounted, stockCutBy } from './asked.ts'

type ReorderAnswer = Answered<'POST /analytics/reorder'>

/** What is asked for: an order takes two weeks, and is to last for four. */
const terms = { service_level: 0.95, lead_time_days: 14, cover_days: 28 }

const methods: Readonly<Record<string, string>> = {
  seasonal_naive: 'Last week again',
  ets: 'ETS',
  mstl_ets: 'MSTL and ETS',
  croston_sba: 'Croston–SBA',
  tsb: 'TSB',
  average: 'Average of days',
}

const orderTone = (cell: Cell) => (typeof cell === 'number' && cell > 0 ? 'bad' : undefined)

/** What to order now, of which product for which warehouse. */
export const reorderPlan = definePanel<ReorderAnswer>({
  id: 'reorder_plan',
  title: 'Reorder plan',
  question: 'What to order today. Open a product to filter the page by it.',
  formula:
    `Stock now against a forecast of the demand over a lead time of ${terms.lead_time_days} days, with a safety stock for a service level of ` +
    `${terms.service_level * 100} %. At the reorder point or below it as much is ordered as lasts for ${terms.cover_days} days more. ` +
    'Demand is what left the warehouse, or, without such events, what was ordered, shared by the stock of each warehouse.',
  width: 12,
  cutBy: stockCutBy,
  ask: (view) => {
    const { timezone, filters } = asked(view)
    return [{ method: 'POST', path: '/analytics/reorder', body: { ...terms, timezone, filters } }]
  },
  show: ([{ lines }], { pick, view, nowMs }) => {
    if (lines.length === 0) return { table: null, reason: notCounted }
    const table: Table = {
      columns: [
        { id: 'product_id', title: 'Product', unit: 'text' },
        { id: 'warehouse_id', title: 'Warehouse', unit: 'text' },
        { id: 'order_quantity', title: 'Order now', unit: 'count', tone: orderTone },
        { id: 'on_hand', title: 'On hand', unit: 'count' },
        { id: 'reorder_point', title: 'Reorder point', unit: 'count' },
        { id: 'expected_demand', title: `Expected demand, ${terms.lead_time_days} days`, unit: 'count' },
        { id: 'safety_stock', title: 'Safety stock', unit: 'count' },
        { id: 'stockout_on', title: 'Stockout expected', unit: 'text' },
        { id: 'confidence', title: 'Backtest coverage', unit: 'ratio' },
        { id: 'method', title: 'Forecast by', unit: 'text' },
      ],
      rows: lines.map((line) => [
        ...[line.product_id, line.warehouse_id, line.order_quantity, line.on_hand, line.reorder_point],
        ...[line.expected_demand, line.safety_stock, line.stockout_on, line.confidence],
        line.method === null ? line.reason : (methods[line.method] ?? line.method),
      ]),
      currency: null,
    }
    const onPick = pick('product_id')
    const isOfPast = Date.parse(view.range.to) < nowMs
    return {
      table,
      ...(isOfPast ? { note: 'As of today, whatever the range.' } : {}),
      chart: <PanelTable title="Reorder plan" table={table} {...(onPick ? { onPick } : {})} />,
    }
  },
})
