-- What the service records of itself. Cost: none, new tables. Forward only; dropping them forgets how ingest went, and no
-- event.

-- What became of events at ingest, counted by five minutes: these fit into the buckets of every time zone. `type` is ''
-- where the event named none that there is, `reason` is '' unless it was rejected.
CREATE TABLE ingest_outcomes (
  tenant_id text        NOT NULL,
  slot      timestamptz NOT NULL,
  source    text        NOT NULL,
  outcome   text        NOT NULL,
  type      text        NOT NULL,
  reason    text        NOT NULL,
  count     bigint      NOT NULL,
  PRIMARY KEY (tenant_id, slot, source, outcome, type, reason)
);

-- How many events a consumer had still before it when five minutes ended, or now. The service's own, not a tenant's.
CREATE TABLE consumer_lags (
  consumer   text        NOT NULL,
  slot       timestamptz NOT NULL,
  lag        bigint      NOT NULL,
  sampled_at timestamptz NOT NULL,
  PRIMARY KEY (consumer, slot)
);

GRANT SELECT ON ingest_outcomes TO pocm_tenant;
ALTER TABLE ingest_outcomes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON ingest_outcomes TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
