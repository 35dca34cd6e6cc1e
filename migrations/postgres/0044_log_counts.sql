-- The log counts itself: what it carried of each tenant, type and hour, with which the stores are compared without reading events.
-- Cost: two small new tables; what is in `events` already is counted after the start, some thousand events at a time.

-- How many events of an hour the log carried up to the place of `log_counted`, and the XOR of their checksums. Events that left the ledger
-- (ledger_left) stay counted. Written for each batch: room in each page keeps an update within it.
CREATE TABLE log_counts (
  tenant_id text        NOT NULL,
  type      text        NOT NULL,
  hour      timestamptz NOT NULL,
  events    bigint      NOT NULL,
  checksum  bigint      NOT NULL,
  PRIMARY KEY (tenant_id, hour, type)
) WITH (fillfactor = 70);
CREATE INDEX log_counts_by_hour ON log_counts (hour);

-- Up to where the log is counted: one row. Whoever changes counts locks it first.
CREATE TABLE log_counted (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  tx       xid8    NOT NULL,
  position bigint  NOT NULL
) WITH (fillfactor = 50);

-- Restored events stand under transaction 1, before the beginning of the log: a ledger that may have some is counted from before them.
INSERT INTO log_counted (tx, position)
  SELECT CASE WHEN EXISTS (SELECT FROM event_keys) THEN '0' ELSE '2' END::xid8, 0;
INSERT INTO log_counts (tenant_id, type, hour, events, checksum)
  SELECT tenant_id, type, hour, events, checksum FROM ledger_left WHERE events > 0;

GRANT SELECT ON log_counts TO pocm_tenant;
ALTER TABLE log_counts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON log_counts TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
