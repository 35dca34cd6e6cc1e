-- The audit trail as a hash chain per tenant. Cost: none, new tables. Entries of the table `audit` are moved into the chain at the
-- next start (src/compliance/earlier-entries.ts), in batches; a process of the release before may go on adding to `audit` meanwhile.

-- `hash` is SHA-256 over `previous_hash` and the canonical JSON of the other columns (src/compliance/audit-entry.ts). Rows are
-- added and never changed; the tenant's role may not do more.
CREATE TABLE compliance_audit_logs (
  tenant_id     text        NOT NULL,
  sequence      bigint      NOT NULL,
  id            uuid        NOT NULL,
  at            timestamptz NOT NULL,
  actor         text        NOT NULL,
  actor_kind    text        NOT NULL,
  actor_key     text,
  actor_tenant  text,
  action        text        NOT NULL,
  -- Tokens of the persons or devices whose data it concerns.
  subjects      text[]      NOT NULL,
  resource      text        NOT NULL,
  outcome       text        NOT NULL,
  ip            text,
  trace_id      text        NOT NULL,
  reason        text,
  before        jsonb,
  after         jsonb,
  details       jsonb       NOT NULL,
  previous_hash text        NOT NULL,
  hash          text        NOT NULL,
  PRIMARY KEY (tenant_id, sequence)
);
CREATE UNIQUE INDEX compliance_audit_logs_by_id ON compliance_audit_logs (tenant_id, id);
CREATE INDEX compliance_audit_logs_by_time ON compliance_audit_logs (tenant_id, at, sequence);
CREATE INDEX compliance_audit_logs_by_action ON compliance_audit_logs (tenant_id, action, at);
CREATE INDEX compliance_audit_logs_by_subject ON compliance_audit_logs USING gin (subjects);

-- The end of each chain: locked by whoever appends, so that entries of a tenant have one order.
CREATE TABLE compliance_audit_heads (
  tenant_id text        PRIMARY KEY,
  sequence  bigint      NOT NULL,
  hash      text        NOT NULL,
  at        timestamptz NOT NULL
);

-- Heads as they were signed: a chain that was cut off or written anew no longer leads through them.
CREATE TABLE compliance_audit_signed_heads (
  tenant_id   text        NOT NULL,
  sequence    bigint      NOT NULL,
  hash        text        NOT NULL,
  jws         text        NOT NULL,
  signed_at   timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, sequence)
);

GRANT SELECT, INSERT ON compliance_audit_logs TO pocm_tenant;
GRANT SELECT, INSERT, UPDATE ON compliance_audit_heads TO pocm_tenant;
GRANT SELECT ON compliance_audit_signed_heads TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['compliance_audit_logs', 'compliance_audit_heads', 'compliance_audit_signed_heads'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
