-- Legal holds: what must be kept for now. Cost: none, a new table.

CREATE TABLE legal_holds (
  id          uuid        PRIMARY KEY,
  tenant_id   text        NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('lot', 'subject', 'type')),
  -- A lot or an event type; of a subject nothing, whose tokens stand beside it.
  value       text,
  subjects    text[]      NOT NULL DEFAULT '{}',
  reason      text        NOT NULL,
  placed_by   text        NOT NULL,
  placed_at   timestamptz NOT NULL DEFAULT now(),
  released_at timestamptz
);
CREATE INDEX legal_holds_by_tenant ON legal_holds (tenant_id, placed_at);

GRANT SELECT, INSERT, UPDATE ON legal_holds TO pocm_tenant;
ALTER TABLE legal_holds ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON legal_holds TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
-- A release lets erasures go on that the hold stopped.
GRANT UPDATE (status) ON gdpr_erasure_requests TO pocm_tenant;
