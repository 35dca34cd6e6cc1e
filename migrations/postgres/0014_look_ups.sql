-- Look-ups by type, and by payment, shipment, cart and lot. Cost: each index reads every event once and locks its partition
-- against writes meanwhile; on a ledger of 100 million events plan for an hour in which senders repeat. Forward only.

CREATE INDEX events_type ON events (tenant_id, type, occurred_at);

-- Each holds only the events that carry the name. Identifiers have at most 128 characters; a text of any length may stand under
-- the same name in a type that does not declare it, and an index row takes no more than some 2 700 bytes.
CREATE INDEX events_payment ON events (tenant_id, "left"(data ->> 'payment_id', 128), occurred_at)
  WHERE "left"(data ->> 'payment_id', 128) IS NOT NULL;
CREATE INDEX events_shipment ON events (tenant_id, "left"(data ->> 'shipment_id', 128), occurred_at)
  WHERE "left"(data ->> 'shipment_id', 128) IS NOT NULL;
CREATE INDEX events_cart ON events (tenant_id, "left"(data ->> 'cart_id', 128), occurred_at)
  WHERE "left"(data ->> 'cart_id', 128) IS NOT NULL;
CREATE INDEX events_lot ON events (tenant_id, "left"(data ->> 'lot', 128), occurred_at)
  WHERE "left"(data ->> 'lot', 128) IS NOT NULL;
-- Orders and returns name a lot on each line, shipments in a list.
CREATE INDEX events_lots_within ON events
  USING gin ((jsonb_path_query_array(data, '$.items[*].lot') || jsonb_path_query_array(data, '$.lots[*]')) jsonb_path_ops)
  WHERE data ?| '{items,lots}';
