-- Which batches and runs of the archive have signed manifests. Cost: two small tables (some rows an hour). Forward only.
-- What was written before is written again from the ledger, signed, by the archive itself while it has nothing else to do.

ALTER TABLE archive_batches
  ADD COLUMN signed_at      timestamptz,
  ADD COLUMN unsigned_cause text;
ALTER TABLE archive_tables
  ADD COLUMN signed_at      timestamptz,
  ADD COLUMN unsigned_cause text;
