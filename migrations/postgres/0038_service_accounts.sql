-- Service accounts: principals that are no person, with a role, an owner and an end, and API keys that belong to them.
-- Cost: none, a new table and a column without a default. API keys that exist belong to no account.

CREATE TABLE service_accounts (
  id           uuid        PRIMARY KEY,
  tenant_id    text        NOT NULL REFERENCES tenants,
  name         text        NOT NULL,
  description  text        NOT NULL,
  -- The e-mail address of the person who answers for it.
  owner        text        NOT NULL,
  role         text        NOT NULL,
  -- The client of the issuer of bearer tokens that it is; null where it has API keys alone.
  client_id    text,
  expires_at   timestamptz,
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   text        NOT NULL,
  -- By a bearer token; API keys tell their own.
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CREATE UNIQUE INDEX service_accounts_by_name ON service_accounts (tenant_id, name) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX service_accounts_by_client ON service_accounts (tenant_id, client_id) WHERE revoked_at IS NULL;

ALTER TABLE api_keys ADD COLUMN service_account_id uuid REFERENCES service_accounts;
CREATE INDEX api_keys_by_account ON api_keys (service_account_id) WHERE service_account_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON service_accounts TO pocm_tenant;
ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON service_accounts TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
