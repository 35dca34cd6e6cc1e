-- Keys that stay when the master key changes. Cost: none, a new table. Forward only.

-- Wrapped by the master key; filled at the first start. No tenant has a right to them.
CREATE TABLE service_keys (
  name        text        PRIMARY KEY,
  wrapped_key bytea       NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
