-- Which events were rejected over HTTP: by day, sender and field, with the newest of each as a masked sample. Cost: none, a new
-- table. Forward only; dropping it forgets what senders did wrong, and no event.

-- `producer` is '' unless events of it were accepted, `type` where the event named none that there is, `path` where no field is at
-- fault. A sample keeps the names that schemas declare, and of each value its kind and its length.
CREATE TABLE rejected_events (
  tenant_id  text        NOT NULL,
  day        date        NOT NULL,
  credential text        NOT NULL,
  producer   text        NOT NULL,
  type       text        NOT NULL,
  reason     text        NOT NULL,
  path       text        NOT NULL,
  message    text        NOT NULL,
  sample     jsonb       NOT NULL,
  count      bigint      NOT NULL,
  first_at   timestamptz NOT NULL,
  last_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, day, credential, producer, type, reason, path)
);

GRANT SELECT ON rejected_events TO pocm_tenant;
ALTER TABLE rejected_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON rejected_events TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
