-- Changes that wait for a second person, where a tenant asks for two. Cost: a new table, a column with a constant default on a small
-- table, and a check that reads the requests for erasure. Erasures that are under way go on.

ALTER TABLE tenants ADD COLUMN two_person_approval boolean NOT NULL DEFAULT false;

ALTER TABLE gdpr_erasure_requests
  ADD COLUMN approved_at timestamptz,
  DROP CONSTRAINT gdpr_erasure_requests_status_check,
  ADD CONSTRAINT gdpr_erasure_requests_status_check
    CHECK (status IN ('awaiting_approval', 'pending', 'running', 'done', 'failed', 'rejected', 'expired'));

-- The approval of an erasure has its id; `target` says what else is changed.
CREATE TABLE approval_requests (
  id              uuid        PRIMARY KEY,
  tenant_id       text        NOT NULL,
  kind            text        NOT NULL,
  target          jsonb       NOT NULL,
  subjects        text[]      NOT NULL DEFAULT '{}',
  reason          text,
  status          text        NOT NULL CHECK (status IN ('awaiting_approval', 'approved', 'rejected', 'expired')),
  requested_by    text        NOT NULL,
  -- Of the key, the person or the subject of a token.
  requested_by_id text        NOT NULL,
  requested_at    timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz NOT NULL,
  decided_by      text,
  decided_by_id   text,
  decided_at      timestamptz,
  decision_reason text,
  CHECK ((decided_at IS NOT NULL) = (status IN ('approved', 'rejected')))
);
CREATE INDEX approval_requests_by_tenant ON approval_requests (tenant_id, requested_at);
-- The same change waits once.
CREATE UNIQUE INDEX approval_requests_waiting ON approval_requests (tenant_id, kind, md5(target::text))
  WHERE status = 'awaiting_approval';
CREATE INDEX approval_requests_due ON approval_requests (expires_at) WHERE status = 'awaiting_approval';

GRANT SELECT, INSERT, UPDATE ON approval_requests TO pocm_tenant;
ALTER TABLE approval_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON approval_requests TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
GRANT UPDATE (status, approved_at) ON gdpr_erasure_requests TO pocm_tenant;
