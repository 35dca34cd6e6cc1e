-- Row-level security by tenant, and what several processes on one database must agree on. Cost: none, no row is read or
-- written; each table is locked for a moment. Fails where the service's user may make no roles and the role is missing.

-- Whoever acts for one tenant does so as this role (src/ledger/tenant.ts): a statement that forgets its tenant then finds
-- nothing of others. The tables' owner, as whom the service works otherwise, stands outside of the policies. Roles belong
-- to the whole server, so another database may have made it already, or be at it right now.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pocm_tenant') THEN
    BEGIN
      CREATE ROLE pocm_tenant NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  IF NOT pg_has_role(current_user, 'pocm_tenant', 'MEMBER') THEN
    EXECUTE format('GRANT pocm_tenant TO %I', current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION 'the user % may not make the role pocm_tenant, or not become it', current_user
    USING HINT = format('As an administrator: CREATE ROLE pocm_tenant NOLOGIN; GRANT pocm_tenant TO %I;', current_user);
END
$$;

DO $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO pocm_tenant', current_schema());
END
$$;

-- Where nothing is set the setting is null or empty, and no row has such a tenant. A partition is reached through `events`
-- alone, under its policy: on the partition itself the role has no rights.
GRANT SELECT ON events, event_keys TO pocm_tenant;
GRANT SELECT, INSERT, UPDATE ON tenants, exchange_rates, api_keys TO pocm_tenant;
GRANT SELECT, INSERT, DELETE ON person_keys TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['events', 'event_keys', 'tenants', 'exchange_rates', 'api_keys', 'person_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;

-- What every process on this database must hold to be the same: the fingerprint of the master key.
CREATE TABLE settings (
  name  text PRIMARY KEY,
  value text NOT NULL
);

-- What one process at a time may have, for as long as it renews it. All times are this server's.
CREATE TABLE claims (
  name       text        PRIMARY KEY,
  holder     uuid        NOT NULL,
  place      text        NOT NULL,
  held_until timestamptz NOT NULL
);
