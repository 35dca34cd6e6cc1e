import { valueTitle } from '../../api/dimension-names.ts'
import { BarList } from '../../charts/bar-list.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'

/** Where units of the lot still lie. */
export const lotOnHand = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_on_hand',
    title: 'On hand by warehouse',
    question: 'Units available to quarantine',
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([{ on_hand_by_warehouse: piles }]) => {
      if (piles.length === 0) return { table: null, reason: 'No stock event names this lot.' }
      const text = (value: number) => formatValue(value, 'count', null)
      return {
        table: {
          columns: [
            { id: 'warehouse_id', title: 'Warehouse', unit: 'text' },
            { id: 'product_id', title: 'Product', unit: 'text' },
            { id: 'on_hand', title: 'On hand', unit: 'count' },
            { id: 'at', title: 'As of', unit: 'text' },
          ],
          rows: piles.map(({ warehouse_id, product_id, on_hand, at }) => [warehouse_id, product_id, on_hand, at]),
          currency: null,
        },
        chart: (
          <BarList
            title="On hand by warehouse"
            bars={piles.map(({ warehouse_id, product_id, on_hand }) => ({
              key: `${warehouse_id} ${product_id}`,
              title: valueTitle(warehouse_id, 'warehouse_id'),
              value: on_hand,
              text: text(on_hand),
              full: text(on_hand),
            }))}
          />
        ),
      }
    },
  })
