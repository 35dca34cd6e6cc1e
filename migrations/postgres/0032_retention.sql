-- Retention: policies of tenants, their runs, and what is known of events that left the ledger. Cost: new tables; the check of
-- `batch_operations` is made anew, which reads that table once.

CREATE TABLE data_retention_policies (
  tenant_id  text        NOT NULL REFERENCES tenants,
  -- An event type, or * for all that have no policy of their own in this store.
  type       text        NOT NULL,
  store      text        NOT NULL CHECK (store IN ('ledger', 'warehouse', 'archive', 'dead_letters', 'audit')),
  days       integer     NOT NULL CHECK (days > 0),
  action     text        NOT NULL CHECK (action IN ('delete', 'anonymise')),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, store, type, action)
);

-- `wrapped_key` makes the pseudonyms of one run and is destroyed when it ends: then nothing leads back from them.
CREATE TABLE retention_runs (
  id           uuid        PRIMARY KEY,
  tenant_id    text        NOT NULL,
  -- The day, by the tenant's clock, of a run that the service began by itself: there is one a day.
  due_on       date,
  status       text        NOT NULL CHECK (status IN ('pending', 'running', 'done', 'failed')),
  requested_by text        NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT now(),
  worker       uuid,
  worker_until timestamptz,
  tries        integer     NOT NULL DEFAULT 0,
  finished_at  timestamptz,
  wrapped_key  bytea,
  held_back    jsonb,
  error        text,
  UNIQUE (tenant_id, due_on)
);
CREATE INDEX retention_runs_by_tenant ON retention_runs (tenant_id, requested_at);
CREATE INDEX retention_runs_due ON retention_runs (requested_at) WHERE status IN ('pending', 'running');

-- What runs took away, for good: the gaps of the warehouse and of the archive are known by it.
CREATE TABLE retention_removals (
  run_id     uuid        NOT NULL,
  tenant_id  text        NOT NULL,
  store      text        NOT NULL,
  action     text        NOT NULL,
  type       text        NOT NULL,
  -- 2026-10, in UTC
  month      text        NOT NULL,
  events     bigint      NOT NULL,
  removed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, store, action, type, month)
);
CREATE INDEX retention_removals_by_month ON retention_removals (tenant_id, store, type, month);

-- Events that the ledger took and no longer has: how many of each tenant, type and hour, and the XOR of their checksums. What
-- the ledger has and these together are what the other stores are compared with.
CREATE TABLE ledger_left (
  tenant_id text        NOT NULL,
  type      text        NOT NULL,
  hour      timestamptz NOT NULL,
  events    bigint      NOT NULL,
  checksum  bigint      NOT NULL,
  PRIMARY KEY (tenant_id, hour, type)
);
CREATE INDEX ledger_left_by_hour ON ledger_left (hour);

-- Up to where the entries of an audit trail were taken away, signed: the chain is checked from there on.
CREATE TABLE compliance_audit_anchors (
  tenant_id text        PRIMARY KEY,
  sequence  bigint      NOT NULL,
  hash      text        NOT NULL,
  entries   bigint      NOT NULL,
  jws       text        NOT NULL,
  cut_at    timestamptz NOT NULL
);

-- A batch whose files were written anew without events that left is never again written from the ledger, which may have them.
-- `stale` names objects that a rewriting replaces: they are removed when it is done, or by the next process after a crash.
ALTER TABLE archive_batches
  ADD COLUMN rewritten integer NOT NULL DEFAULT 0,
  ADD COLUMN stale     text[]  NOT NULL DEFAULT '{}';
ALTER TABLE archive_tables ADD COLUMN stale text[] NOT NULL DEFAULT '{}';

ALTER TABLE batch_operations DROP CONSTRAINT batch_operations_kind_check;
ALTER TABLE batch_operations ADD CONSTRAINT batch_operations_kind_check
  CHECK (kind IN ('batch', 'import', 'replay', 'restore', 'retention'));

GRANT SELECT, INSERT, DELETE ON data_retention_policies TO pocm_tenant;
GRANT SELECT, INSERT ON retention_runs TO pocm_tenant;
GRANT SELECT ON retention_removals, ledger_left, compliance_audit_anchors TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['data_retention_policies', 'retention_runs', 'retention_removals', 'ledger_left',
    'compliance_audit_anchors'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
