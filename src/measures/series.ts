import type { Series } from './state.ts'

/** Stock by product, warehouse and lot. A movement that does not say what is left leaves the last count standing. */
export const stock: Series = {
  type: 'inventory',
  per: ['product_id', 'warehouse_id', 'lot'],
  facts: {
    on_hand: 'on_hand',
    unit_cost: 'nullIf(unit_cost, 0)',
    received_on: 'received_on',
  },
  own: { sold: "if(action = 'sold', quantity, NULL)", shrunk: "if(action = 'shrunk', quantity, NULL)" },
}

/** A product in a warehouse, all lots together, which is the unit of reordering. */
export const shelf: Series = {
  type: 'inventory',
  per: ['product_id', 'warehouse_id'],
  facts: { reorder_point: 'reorder_point' },
  parts: { per: stock.per, facts: { on_hand: 'on_hand' } },
}

/** Subscriptions: one that is paused or cancelled neither runs nor pays. */
export const subscription: Series = {
  type: 'subscription',
  per: ['subscription_id'],
  facts: { last_action: 'toString(action)', mrr: 'mrr' },
}

export const runs = "last_action IN ('started', 'renewed', 'resumed')"
