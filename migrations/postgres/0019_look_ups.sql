-- Look-ups by type, and by payment, shipment, cart and lot. Cost: each index reads every event once and locks its partition
-- against writes meanwhile; on a ledger of 100 million events plan for an hour in which senders repeat. Forward only.

CREATE INDEX events_type ON events (tenant_id, type, occurred_at);

-- Each holds only the events that carry the name.
CREATE INDEX events_payment ON events (tenant_id, (data ->> 'payment_id'), occurred_at)
  WHERE (data ->> 'payment_id') IS NOT NULL;
CREATE INDEX events_shipment ON events (tenant_id, (data ->> 'shipment_id'), occurred_at)
  WHERE (data ->> 'shipment_id') IS NOT NULL;
CREATE INDEX events_cart ON events (tenant_id, (data ->> 'cart_id'), occurred_at)
  WHERE (data ->> 'cart_id') IS NOT NULL;
CREATE INDEX events_lot ON events (tenant_id, (data ->> 'lot'), occurred_at)
  WHERE (data ->> 'lot') IS NOT NULL;
-- Orders and returns name a lot on each line, shipments in a list.
CREATE INDEX events_lots_within ON events
  USING gin ((jsonb_path_query_array(data, '$.items[*].lot') || jsonb_path_query_array(data, '$.lots[*]')) jsonb_path_ops)
  WHERE data ?| '{items,lots}';
