-- People and groups that an identity provider keeps in step by SCIM 2.0. Cost: none, new tables, and columns without a default
-- on a small one. People who exist are found by SCIM under their e-mail address, and stay as they are.

ALTER TABLE people
  -- `userName` of SCIM; null for one whom no provider has provisioned.
  ADD COLUMN user_name      text,
  ADD COLUMN external_id    text,
  -- Name and e-mail addresses as the provider wrote them.
  ADD COLUMN provisioned    jsonb,
  -- The role that the person's groups gave last: when they give another, the role follows.
  ADD COLUMN group_role     text,
  -- `active: false`: not let in, until the provider says otherwise.
  ADD COLUMN deactivated_at timestamptz,
  ADD COLUMN changed_at     timestamptz;
CREATE UNIQUE INDEX people_by_user_name ON people (tenant_id, lower(user_name)) WHERE removed_at IS NULL;

CREATE TABLE provisioned_groups (
  id           uuid        PRIMARY KEY,
  tenant_id    text        NOT NULL REFERENCES tenants,
  display_name text        NOT NULL,
  external_id  text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  changed_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX provisioned_groups_by_name ON provisioned_groups (tenant_id, lower(display_name));

CREATE TABLE provisioned_members (
  tenant_id text NOT NULL,
  group_id  uuid NOT NULL REFERENCES provisioned_groups ON DELETE CASCADE,
  person_id uuid NOT NULL REFERENCES people,
  PRIMARY KEY (group_id, person_id)
);
CREATE INDEX provisioned_members_by_person ON provisioned_members (person_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON provisioned_groups, provisioned_members TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['provisioned_groups', 'provisioned_members'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
