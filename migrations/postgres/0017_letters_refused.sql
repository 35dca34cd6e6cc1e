-- Dead letters that the brokers refuse for their own sake. Cost: a column without a value, and an index over few rows.

ALTER TABLE dead_letters ADD COLUMN publish_refused_at timestamptz;
DROP INDEX dead_letters_unpublished;
CREATE INDEX dead_letters_unpublished ON dead_letters (died_at, id)
  WHERE published_at IS NULL AND publish_refused_at IS NULL;
CREATE INDEX dead_letters_refused ON dead_letters (id) WHERE publish_refused_at IS NOT NULL;
