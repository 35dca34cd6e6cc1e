-- Where events of traced requests come from, so that the processes that carry them on go on in the same trace. Written only where spans
-- are exported (OTEL_EXPORTER_OTLP_ENDPOINT), for requests that are sampled, and removed after a day. Cost: none, a new table.

-- Lost at a crash, as the spans themselves may be: it decides nothing, and costs no log.
CREATE UNLOGGED TABLE event_traces (
  event_id    uuid        NOT NULL,
  tenant_id   text        NOT NULL,
  -- https://www.w3.org/TR/trace-context/
  traceparent text        NOT NULL,
  noted_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, tenant_id)
);
CREATE INDEX event_traces_oldest ON event_traces (noted_at);

GRANT SELECT ON event_traces TO pocm_tenant;
ALTER TABLE event_traces ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON event_traces TO pocm_tenant USING (tenant_id = current_setting('pocm.tenant', true));
