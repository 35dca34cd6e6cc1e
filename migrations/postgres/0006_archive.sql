-- What the archive has decided to write, before it writes it. Cost: none, the tables are new and stay small (some rows
-- an hour). Forward only; dropping them makes the archive write everything again under other names.

-- A range of the log: after `from`, up to and with `to`. Two processes that decide at once claim the same number, and
-- one of them fails.
CREATE TABLE archive_batches (
  number        bigint      PRIMARY KEY,
  name          text        NOT NULL UNIQUE,
  from_tx       xid8        NOT NULL,
  from_position bigint      NOT NULL,
  to_tx         xid8        NOT NULL,
  to_position   bigint      NOT NULL,
  events        integer     NOT NULL,
  decided_at    timestamptz NOT NULL DEFAULT now(),
  done_at       timestamptz
);

-- A run of batches that are written as Parquet: `from_number` to `to_number`, both included.
CREATE TABLE archive_tables (
  number      bigint      PRIMARY KEY,
  name        text        NOT NULL UNIQUE,
  from_number bigint      NOT NULL,
  to_number   bigint      NOT NULL,
  decided_at  timestamptz NOT NULL DEFAULT now(),
  done_at     timestamptz
);

-- The hour and the day up to which everything is archived, by this server's clock: one row.
CREATE TABLE archive_clock (
  single     boolean     PRIMARY KEY DEFAULT true CHECK (single),
  closed_to  timestamptz NOT NULL DEFAULT date_trunc('hour', now(), 'UTC'),
  tables_to  timestamptz NOT NULL DEFAULT date_trunc('day', now(), 'UTC')
);
INSERT INTO archive_clock DEFAULT VALUES;
