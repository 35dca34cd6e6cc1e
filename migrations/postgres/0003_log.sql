-- Who reads the log, over the ledger or over Kafka, in how many processes there may be. Cost: none, small new tables.

-- A consumer of which one process at a time may be at work, and which the keeper may hold for a moment to compare
-- stores that must not move meanwhile. All times are this server's, so that no other clock counts.
CREATE TABLE log_consumers (
  consumer    text PRIMARY KEY,
  owner       uuid,
  owned_until timestamptz,
  held_by     uuid,
  held_until  timestamptz,
  -- When something was found missing in what it reads, until its stores have been compared.
  doubted_at  timestamptz
);
INSERT INTO log_consumers (consumer) SELECT DISTINCT consumer FROM log_batches;

-- How far a consumer has decided to go in each partition of a topic. A topic that was deleted and made again has another
-- id. (tx, position) is the place in the ledger's log of the last event that was decided on: an event at or before it
-- that comes again was published twice.
CREATE TABLE log_partitions (
  consumer    text   NOT NULL,
  topic       text   NOT NULL,
  topic_id    uuid   NOT NULL,
  partition   int    NOT NULL,
  next_offset bigint NOT NULL,
  tx          xid8   NOT NULL DEFAULT '0',
  position    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (consumer, topic_id, partition)
);

-- A batch that was decided on and is not done: which events, told by their positions, and who is at it until when.
CREATE TABLE log_partition_batches (
  consumer      text        NOT NULL,
  token         text        NOT NULL,
  from_tx       xid8        NOT NULL,
  from_position bigint      NOT NULL,
  to_tx         xid8        NOT NULL,
  to_position   bigint      NOT NULL,
  positions     bigint[]    NOT NULL,
  owner         uuid        NOT NULL,
  owned_until   timestamptz NOT NULL,
  decided_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, token)
);
