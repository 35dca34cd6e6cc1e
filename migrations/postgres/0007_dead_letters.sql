-- What could not be taken, and who did what about it. Cost: none, new tables.

-- A message that could not be taken, as it came. `sealed` holds its original bytes under a key of the service's: they may
-- say anything of anybody. A message is one letter however often it is tried.
CREATE TABLE dead_letters (
  id           uuid        PRIMARY KEY,
  tenant_id    text        NOT NULL,
  cause        text        NOT NULL,
  detail       jsonb       NOT NULL,
  sealed       bytea       NOT NULL,
  headers      jsonb       NOT NULL,
  topic        text        NOT NULL,
  partition    int         NOT NULL,
  "offset"     bigint      NOT NULL,
  written_at   timestamptz NOT NULL,
  type         text,
  producer     text,
  tries        int         NOT NULL DEFAULT 1,
  died_at      timestamptz NOT NULL DEFAULT now(),
  tried_at     timestamptz NOT NULL DEFAULT now(),
  event_id     uuid,
  replayed_at  timestamptz,
  published_at timestamptz,
  UNIQUE (topic, partition, "offset", written_at)
);
CREATE INDEX dead_letters_open ON dead_letters (tenant_id, died_at) WHERE replayed_at IS NULL;
CREATE INDEX dead_letters_unpublished ON dead_letters (died_at) WHERE published_at IS NULL;

-- Who did what that others may ask about later. Rows are added and never changed.
CREATE TABLE audit (
  id        uuid        PRIMARY KEY,
  tenant_id text        NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  actor     text        NOT NULL,
  action    text        NOT NULL,
  details   jsonb       NOT NULL
);
CREATE INDEX audit_by_time ON audit (tenant_id, at);

GRANT SELECT, UPDATE ON dead_letters TO pocm_tenant;
GRANT SELECT, INSERT ON audit TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['dead_letters', 'audit'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
