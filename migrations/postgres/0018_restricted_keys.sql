-- API keys that are restricted to origins, event types and addresses, that say who made them, and that can be rotated: the
-- secret of before holds beside the new one until `previous_until`. Cost: none, no row is read or written. Keys that exist
-- are restricted in nothing.
ALTER TABLE api_keys
  ADD COLUMN allowed_origins text[],
  ADD COLUMN allowed_types   text[],
  ADD COLUMN allowed_ips     text[],
  ADD COLUMN created_by      text,
  ADD COLUMN previous_hash   bytea,
  ADD COLUMN previous_until  timestamptz;
CREATE INDEX api_keys_by_previous_hash ON api_keys (previous_hash) WHERE previous_hash IS NOT NULL;
-- A preflight names an origin and no key.
CREATE INDEX api_keys_by_origin ON api_keys USING gin (allowed_origins) WHERE allowed_origins IS NOT NULL;
