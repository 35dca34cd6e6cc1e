-- How far ingest from Kafka has come in each partition, beside what the consumer group says: a ledger that was restored to an earlier
-- moment finds by it which messages it has to read again. Cost: none, a small new table. Forward only; without it the group alone says.
CREATE TABLE ingest_offsets (
  topic_id    uuid   NOT NULL,
  partition   int    NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (topic_id, partition)
);
