-- Every batch, import, replay and restore with its counts and outcome, and limits of tenants and keys over the defaults.
-- Cost: two new tables. Forward only.

CREATE TABLE batch_operations (
  tenant_id   text        NOT NULL,
  id          uuid        NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('batch', 'import', 'replay', 'restore')),
  actor       text        NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  -- Calls that it took: those of one import are one operation.
  calls       bigint      NOT NULL,
  events      bigint      NOT NULL,
  accepted    bigint      NOT NULL,
  duplicates  bigint      NOT NULL,
  rejected    bigint      NOT NULL,
  outcome     text        NOT NULL CHECK (outcome IN ('done', 'partly', 'refused')),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX batch_operations_newest ON batch_operations (tenant_id, started_at DESC, id);
CREATE INDEX batch_operations_oldest ON batch_operations (finished_at);

-- Per second, on average over ten seconds; null: as the tenant's, and of the tenant: as the service's default. 0: no limit.
CREATE TABLE rate_limits (
  tenant_id           text        NOT NULL,
  -- null: of each credential of the tenant that has none of its own.
  key_id              uuid        REFERENCES api_keys (id) ON DELETE CASCADE,
  events_per_second   int         CHECK (events_per_second >= 0),
  requests_per_second int         CHECK (requests_per_second >= 0),
  changed_at          timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (tenant_id, key_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON batch_operations, rate_limits TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['batch_operations', 'rate_limits'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
