-- People who sign in by OpenID Connect or were invited, roles of tenants beside the service's own, and sessions of people.
-- Cost: none, new tables, and columns without a default on a small one. Sessions of API keys go on.

CREATE TABLE people (
  id              uuid        PRIMARY KEY,
  tenant_id       text        NOT NULL REFERENCES tenants,
  -- Who they are to the provider; null for one who was invited and has not signed in.
  issuer          text,
  subject         text,
  email           text,
  name            text        NOT NULL DEFAULT '',
  role            text        NOT NULL,
  -- The role that the provider's claim said last: when it says another, the role follows.
  claimed_role    text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  invited_by      text,
  invited_until   timestamptz,
  last_sign_in_at timestamptz,
  -- Kept, so that a claim alone does not let them in again.
  removed_at      timestamptz,
  CHECK ((issuer IS NULL) = (subject IS NULL))
);
CREATE UNIQUE INDEX people_by_subject ON people (tenant_id, issuer, subject) WHERE removed_at IS NULL;
CREATE INDEX people_by_provider ON people (issuer, subject);
CREATE INDEX people_by_email ON people (lower(email));

-- Named sets of scopes that a tenant makes itself.
CREATE TABLE roles (
  tenant_id  text        NOT NULL REFERENCES tenants,
  name       text        NOT NULL,
  scopes     text[]      NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
);

ALTER TABLE sessions
  ALTER COLUMN key_id DROP NOT NULL,
  ADD COLUMN person_id        uuid,
  -- The provider's own session (`sid`), by which it ends this one.
  ADD COLUMN provider_session text,
  ADD CONSTRAINT sessions_holder CHECK ((key_id IS NULL) <> (person_id IS NULL));
CREATE INDEX sessions_by_person ON sessions (tenant_id, person_id) WHERE person_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON people, roles TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['people', 'roles'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
