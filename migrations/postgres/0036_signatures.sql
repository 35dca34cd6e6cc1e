-- Signatures with a meaning, where a tenant asks for them. Cost: a column with a constant default and one without, on small tables.

ALTER TABLE tenants ADD COLUMN signatures_required boolean NOT NULL DEFAULT false;
-- When the provider says that the person gave their credential; null where it does not say, and for keys.
ALTER TABLE sessions ADD COLUMN authenticated_at timestamptz;
