-- Keys that stay when the master key changes. Cost: none, a new table. Forward only.

-- Wrapped by the master key; filled at the first start. No tenant has a right to them.
CREATE TABLE service_keys (
  name        text        PRIMARY KEY,
  wrapped_key bytea       NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);

-- What a dead letter's message says beside its bytes (headers, type, producer), sealed as they are; null in one of an earlier
-- release until the next start. `sealed_person` says, by the letters' key, with whose key both are sealed; null: the letters'.
ALTER TABLE dead_letters ADD COLUMN sealed_facts bytea, ADD COLUMN sealed_person bytea;
CREATE INDEX dead_letters_unsealed ON dead_letters (id) WHERE sealed_facts IS NULL;
