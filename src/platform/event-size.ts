/**
 * The largest event, in bytes of its JSON in UTF-8, as the ledger keeps it and as it is carried, sealed values included.
 *
 * It is below the smallest limit of every store that follows: a broker refuses a batch of more than 1 048 588 bytes
 * unless it is configured otherwise (`message.max.bytes`), key, headers and framing included; PostgreSQL, ClickHouse,
 * S3 and Redis take more.
 */
export const maxEventBytes = 950_000

/** What a message with the largest event may take: its key (tenant and an id), headers and framing beside it. */
export const maxMessageBytes = 1_048_588

/** Bytes of a value's JSON in UTF-8. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
