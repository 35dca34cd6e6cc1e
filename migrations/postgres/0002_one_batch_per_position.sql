-- Two processes that read the log for the same consumer decide on one batch behind each position, not on two that
-- overlap. Cost: none, the table holds a row or two for each consumer. Fails where two batches begin at one position,
-- which then were counted twice: reconcile, and delete the one that is not the newest.
CREATE UNIQUE INDEX log_batches_from ON log_batches (consumer, from_tx, from_position);
