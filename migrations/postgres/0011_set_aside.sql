-- Events that a store behind the ledger refuses for their own sake. Cost: none, a new table. Forward only.

-- A consumer goes on without them, also when a batch is repeated; each is a dead letter too. They stay in the ledger.
CREATE TABLE set_aside_events (
  consumer     text        NOT NULL,
  tx           xid8        NOT NULL,
  position     bigint      NOT NULL,
  tenant_id    text        NOT NULL,
  event_id     uuid        NOT NULL,
  cause        text        NOT NULL,
  set_aside_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, tx, position)
);
CREATE INDEX set_aside_events_by_tenant ON set_aside_events (tenant_id, event_id);

GRANT SELECT ON set_aside_events TO pocm_tenant;
ALTER TABLE set_aside_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON set_aside_events TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
