-- The ledger: every event that was acknowledged, once. Cost: none on an empty database.
-- Forward only; there is no way back from the first migration but to drop the schema.

CREATE TABLE events (
  id              uuid        NOT NULL,
  tenant_id       text        NOT NULL,
  type            text        NOT NULL,
  action          text        NOT NULL,
  schema_version  integer     NOT NULL,
  occurred_at     timestamptz NOT NULL,
  received_at     timestamptz NOT NULL,
  device_at       timestamptz,
  producer        text        NOT NULL,
  source_service  text,
  user_id         text,
  session_id      text,
  order_id        text,
  device_id       text,
  trace_id        text,
  idempotency_key text        NOT NULL,
  context         jsonb       NOT NULL,
  data            jsonb       NOT NULL,
  checksum        bigint      NOT NULL,
  PRIMARY KEY (tenant_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);

CREATE INDEX events_user ON events (tenant_id, user_id, occurred_at) WHERE user_id IS NOT NULL;
CREATE INDEX events_session ON events (tenant_id, session_id, occurred_at) WHERE session_id IS NOT NULL;
CREATE INDEX events_order ON events (tenant_id, order_id, occurred_at) WHERE order_id IS NOT NULL;
CREATE INDEX events_device ON events (tenant_id, device_id, occurred_at) WHERE device_id IS NOT NULL;

-- Once per key. A unique index on a partitioned table must hold the partition key, so the promise lives here, in the
-- same transaction as the event. It is also the order of the log: one table to read however many partitions there are.
-- `position` is handed out before its transaction commits, so it orders nothing by itself: readers go by
-- (tx, position) and stay below pg_snapshot_xmin(pg_current_snapshot()).
CREATE SEQUENCE event_position;

CREATE TABLE event_keys (
  tx              xid8        NOT NULL DEFAULT pg_current_xact_id(),
  position        bigint      NOT NULL DEFAULT nextval('event_position'),
  tenant_id       text        NOT NULL,
  idempotency_key text        NOT NULL,
  event_id        uuid        NOT NULL,
  occurred_at     timestamptz NOT NULL,
  payload_hash    bytea       NOT NULL,
  PRIMARY KEY (tenant_id, idempotency_key)
);
CREATE UNIQUE INDEX event_keys_log ON event_keys (tx, position);
CREATE UNIQUE INDEX event_keys_id ON event_keys (tenant_id, event_id);

-- A consumer decides on its next batch before it acts: a range of log positions and a token. After a crash it repeats
-- the same range under the same token.
CREATE TABLE log_batches (
  consumer      text        NOT NULL,
  token         text        NOT NULL,
  from_tx       xid8        NOT NULL,
  from_position bigint      NOT NULL,
  to_tx         xid8        NOT NULL,
  to_position   bigint      NOT NULL,
  events        integer     NOT NULL,
  decided_at    timestamptz NOT NULL DEFAULT now(),
  done_at       timestamptz,
  PRIMARY KEY (consumer, to_tx, to_position)
);

CREATE TABLE tenants (
  tenant_id          text PRIMARY KEY,
  name               text NOT NULL,
  reporting_currency text NOT NULL DEFAULT 'EUR',
  timezone           text NOT NULL DEFAULT 'UTC',
  created_at         timestamptz NOT NULL DEFAULT now()
);

-- Rates to the tenant's reporting currency; each holds from its hour until the next one of the same currency.
CREATE TABLE exchange_rates (
  tenant_id  text           NOT NULL REFERENCES tenants,
  currency   text           NOT NULL,
  valid_from timestamptz    NOT NULL CHECK (valid_from = date_trunc('hour', valid_from, 'UTC')),
  rate       numeric(18, 9) NOT NULL CHECK (rate > 0),
  PRIMARY KEY (tenant_id, currency, valid_from)
);

CREATE TABLE api_keys (
  id         uuid PRIMARY KEY,
  tenant_id  text        NOT NULL REFERENCES tenants,
  name       text        NOT NULL,
  prefix     text        NOT NULL,
  hash       bytea       NOT NULL UNIQUE,
  scopes     text[]      NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

-- One key per person, wrapped by the master key: destroying the row erases what it encrypted, in every copy.
CREATE TABLE person_keys (
  tenant_id   text        NOT NULL,
  person      text        NOT NULL,
  wrapped_key bytea       NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, person)
);
