-- What people keep beside figures: views that they saved, and annotations. Cost: none, new tables. Forward only.

-- A page with its filters, under a name. `owner_id` is the credential that saved it: an API key's id, or a token's subject.
CREATE TABLE saved_views (
  id         uuid        PRIMARY KEY,
  tenant_id  text        NOT NULL,
  owner_id   text        NOT NULL,
  owner      text        NOT NULL,
  name       text        NOT NULL,
  path       text        NOT NULL,
  search     text        NOT NULL,
  shared     boolean     NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_views_by_tenant ON saved_views (tenant_id, created_at);

-- What somebody noted at a moment, or for a while: what the service notes by itself is read from the warehouse instead.
CREATE TABLE annotations (
  id          uuid        PRIMARY KEY,
  tenant_id   text        NOT NULL,
  author_id   text        NOT NULL,
  author      text        NOT NULL,
  at          timestamptz NOT NULL,
  until       timestamptz,
  title       text        NOT NULL,
  text        text        NOT NULL,
  kind        text        NOT NULL,
  link        text,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX annotations_by_time ON annotations (tenant_id, at);

GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views, annotations TO pocm_tenant;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['saved_views', 'annotations'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_tenant ON %I TO pocm_tenant USING (tenant_id = current_setting(''pocm.tenant'', true))', name);
  END LOOP;
END
$$;
