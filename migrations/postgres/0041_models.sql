-- Models that a tenant may ask: what they take and give, what they were fitted on and how well they did. Cost: none, a new table.

CREATE TABLE ml_models (
  tenant_id  text        NOT NULL REFERENCES tenants,
  name       text        NOT NULL,
  -- Empty where a model server names none.
  version    text        NOT NULL,
  platform   text        NOT NULL,
  inputs     jsonb       NOT NULL,
  outputs    jsonb       NOT NULL,
  trained_on jsonb,
  metrics    jsonb,
  state      text        NOT NULL CHECK (state IN ('ready', 'unavailable', 'not_enough_data')),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name, version)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ml_models TO pocm_tenant;
ALTER TABLE ml_models ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON ml_models TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
