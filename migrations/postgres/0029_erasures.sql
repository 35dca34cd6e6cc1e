-- Erasures of persons. Cost: none, new tables.

-- `wrapped_key` makes the pseudonyms of one erasure and is destroyed when it is done: then nothing leads back.
CREATE TABLE gdpr_erasure_requests (
  id             uuid        PRIMARY KEY,
  tenant_id      text        NOT NULL,
  sealed_subject bytea       NOT NULL,
  subjects       text[]      NOT NULL,
  mode           text        NOT NULL CHECK (mode IN ('erase', 'anonymise')),
  reason         text        NOT NULL,
  status         text        NOT NULL CHECK (status IN ('pending', 'running', 'done', 'failed')),
  requested_by   text        NOT NULL,
  requested_at   timestamptz NOT NULL DEFAULT now(),
  worker         uuid,
  worker_until   timestamptz,
  tries          integer     NOT NULL DEFAULT 0,
  surveyed_at    timestamptz,
  finished_at    timestamptz,
  wrapped_key    bytea,
  found          jsonb,
  certificate    text,
  error          text
);
CREATE INDEX gdpr_erasure_requests_by_tenant ON gdpr_erasure_requests (tenant_id, requested_at);
CREATE INDEX gdpr_erasure_requests_due ON gdpr_erasure_requests (requested_at) WHERE status IN ('pending', 'running');

-- The events that an erasure found: what is done after the ledger forgot whose they were goes by these.
CREATE TABLE gdpr_erasure_events (
  request_id  uuid        NOT NULL REFERENCES gdpr_erasure_requests ON DELETE CASCADE,
  tenant_id   text        NOT NULL,
  event_id    uuid        NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (request_id, occurred_at, event_id)
);

-- Tokens of persons whose later events are refused.
CREATE TABLE erased_subjects (
  tenant_id text        NOT NULL,
  token     text        NOT NULL,
  erased_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, token)
);

GRANT SELECT, INSERT ON gdpr_erasure_requests, erased_subjects TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['gdpr_erasure_requests', 'gdpr_erasure_events', 'erased_subjects'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
