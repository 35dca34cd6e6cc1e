-- Sessions that can be ended, API keys that end and tell when they were used, and an audit trail that names more than a
-- credential's name. Keeps every row; keys of one name in one tenant get the beginning of their id behind it.

CREATE TABLE sessions (
  id         uuid        PRIMARY KEY,
  tenant_id  text        NOT NULL,
  key_id     uuid        NOT NULL,
  name       text        NOT NULL,
  user_agent text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now(),
  ends_at    timestamptz NOT NULL,
  ended_at   timestamptz
);
CREATE INDEX sessions_by_key ON sessions (tenant_id, key_id);
CREATE INDEX sessions_by_end ON sessions (ends_at);

ALTER TABLE api_keys
  ADD COLUMN configured   boolean NOT NULL DEFAULT false,
  ADD COLUMN expires_at   timestamptz,
  ADD COLUMN last_used_at timestamptz;
UPDATE api_keys SET name = name || ' (' || left(id::text, 13) || ')'
  FROM (SELECT id AS double, row_number() OVER (PARTITION BY tenant_id, name ORDER BY created_at DESC, id DESC) AS place
        FROM api_keys WHERE revoked_at IS NULL) AS keys
  WHERE id = double AND place > 1;
UPDATE api_keys SET configured = true WHERE name = 'POCM_ADMIN_KEY';
CREATE UNIQUE INDEX api_keys_by_name ON api_keys (tenant_id, name) WHERE revoked_at IS NULL;

ALTER TABLE audit
  ADD COLUMN actor_kind   text NOT NULL DEFAULT 'api_key',
  ADD COLUMN actor_key    text,
  ADD COLUMN actor_tenant text,
  ADD COLUMN subject      text,
  ADD COLUMN resource     text NOT NULL DEFAULT '',
  ADD COLUMN outcome      text NOT NULL DEFAULT 'succeeded',
  ADD COLUMN ip           text,
  ADD COLUMN trace_id     text NOT NULL DEFAULT '';
CREATE INDEX audit_by_action ON audit (tenant_id, action, at);

GRANT SELECT, UPDATE ON sessions TO pocm_tenant;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON sessions TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
