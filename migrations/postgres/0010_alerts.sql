-- Alerts on measures, what fired, and what is to be told of it. Cost: none, new tables. Forward only.

-- `sealed_secret` signs its webhooks, under a key of the service's. `reason` says why the state is unknown.
CREATE TABLE alerts (
  id            uuid             PRIMARY KEY,
  tenant_id     text             NOT NULL,
  name          text             NOT NULL,
  metric        text             NOT NULL,
  filters       jsonb            NOT NULL,
  span          text             NOT NULL,
  condition     text             NOT NULL,
  threshold     double precision,
  webhook_url   text,
  sealed_secret bytea,
  enabled       boolean          NOT NULL,
  state         text             NOT NULL DEFAULT 'unknown',
  reason        text,
  last_value    double precision,
  checked_at    timestamptz,
  created_at    timestamptz      NOT NULL DEFAULT now()
);
CREATE INDEX alerts_by_tenant ON alerts (tenant_id, created_at);
CREATE INDEX alerts_due ON alerts (checked_at) WHERE enabled;

-- From when an alert's condition held until it no longer did. `limit_value` is what its value was held against.
CREATE TABLE alert_firings (
  id          uuid             PRIMARY KEY,
  tenant_id   text             NOT NULL,
  alert_id    uuid             NOT NULL REFERENCES alerts ON DELETE CASCADE,
  name        text             NOT NULL,
  metric      text             NOT NULL,
  fired_at    timestamptz      NOT NULL,
  resolved_at timestamptz,
  value       double precision NOT NULL,
  limit_value double precision NOT NULL
);
-- Two processes that find the same make one firing.
CREATE UNIQUE INDEX alert_firings_open ON alert_firings (alert_id) WHERE resolved_at IS NULL;
CREATE INDEX alert_firings_by_time ON alert_firings (tenant_id, fired_at);

-- What is to be told, written with the firing. Its id is the receiver's key: the same message may come twice.
CREATE TABLE alert_messages (
  id           uuid        PRIMARY KEY,
  tenant_id    text        NOT NULL,
  alert_id     uuid        NOT NULL REFERENCES alerts ON DELETE CASCADE,
  firing_id    uuid        NOT NULL REFERENCES alert_firings ON DELETE CASCADE,
  kind         text        NOT NULL,
  body         text        NOT NULL,
  status       text        NOT NULL DEFAULT 'pending',
  attempts     int         NOT NULL DEFAULT 0,
  next_at      timestamptz NOT NULL,
  error        text,
  delivered_at timestamptz
);
CREATE INDEX alert_messages_pending ON alert_messages (next_at) WHERE status = 'pending';
CREATE INDEX alert_messages_of_firing ON alert_messages (firing_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON alerts, alert_firings, alert_messages TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['alerts', 'alert_firings', 'alert_messages'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
