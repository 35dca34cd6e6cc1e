-- What a tenant lets stand in the clear beyond the event files, its keys, and the words behind tokens. Cost: none; two
-- columns with defaults, two empty tables.

-- `sealed`: what an event file does not declare is encrypted. `public`: it is kept as it came, sensitive names excepted.
ALTER TABLE tenants
  ADD COLUMN undeclared_fields text NOT NULL DEFAULT 'sealed' CHECK (undeclared_fields IN ('sealed', 'public')),
  ADD COLUMN public_paths text[] NOT NULL DEFAULT '{}';

-- A key of the tenant's own for each purpose, wrapped as those of persons are.
CREATE TABLE tenant_keys (
  tenant_id   text        NOT NULL,
  purpose     text        NOT NULL,
  wrapped_key bytea       NOT NULL,
  made_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, purpose)
);

-- What a keyed token of the warehouse stands for, sealed by a key of the tenant; no row says whose word it was.
CREATE TABLE tokens (
  tenant_id text  NOT NULL,
  token     text  NOT NULL,
  sealed    bytea NOT NULL,
  PRIMARY KEY (tenant_id, token)
);

GRANT SELECT, INSERT, DELETE ON tenant_keys, tokens TO pocm_tenant;
ALTER TABLE tenant_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE tokens ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenant_keys TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
CREATE POLICY own_tenant ON tokens TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
