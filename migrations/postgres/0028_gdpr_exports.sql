-- Requests for a person's data. Cost: none, a new table.

-- `sealed_subject` says whose data, sealed by the master key; `wrapped_key` opens the file, which is erased with it.
CREATE TABLE gdpr_export_requests (
  id             uuid        PRIMARY KEY,
  tenant_id      text        NOT NULL,
  sealed_subject bytea       NOT NULL,
  subjects       text[]      NOT NULL,
  status         text        NOT NULL CHECK (status IN ('pending', 'running', 'ready', 'failed', 'expired')),
  requested_by   text        NOT NULL,
  requested_at   timestamptz NOT NULL DEFAULT now(),
  worker         uuid,
  worker_until   timestamptz,
  tries          integer     NOT NULL DEFAULT 0,
  finished_at    timestamptz,
  expires_at     timestamptz,
  wrapped_key    bytea,
  bytes          bigint,
  counts         jsonb,
  error          text
);
CREATE INDEX gdpr_export_requests_by_tenant ON gdpr_export_requests (tenant_id, requested_at);
CREATE INDEX gdpr_export_requests_due ON gdpr_export_requests (requested_at) WHERE status IN ('pending', 'running');

GRANT SELECT, INSERT ON gdpr_export_requests TO pocm_tenant;
ALTER TABLE gdpr_export_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON gdpr_export_requests TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));

-- Events without a user that belong to one by device, session or order are found by the indexes of 0001_ledger.sql.
