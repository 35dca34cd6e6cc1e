/**
 * The order of events: by when they occurred and, of one moment, by their place in the ledger's log. Every view breaks
 * ties by these expressions alone, so that the same events give the same figures in whichever batch, store or process
 * they come. `received_at` says when an API process took a batch, and an id is the client's or chance: neither decides.
 */

/** SQL of a list for ORDER BY and for windows, the earliest event first. */
export const inLogOrder = 'occurred_at, log_position'

/** The same, the latest event first. */
export const latestFirst = 'occurred_at DESC, log_position DESC'

/** SQL of one value to compare events by, for argMin and argMax. */
export const logMoment = '(occurred_at, log_position)'

/** The same as one number, by which a maximum is found several times as fast as by a tuple. Events begin in 1970. */
export const logMomentNumber =
  'bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Micro(occurred_at)), 128), toUInt256(log_position))'

/** The place of an event in the log as the one number of its column: the transaction, then the position within it. */
export const logPositionOf = ({ tx, position }: { tx: string; position: string }) =>
  String((BigInt(tx) << 64n) | BigInt(position))

/** SQL: the row was written before the warehouse knew places in the log. Transactions are numbered from 1. */
export const lacksLogPosition = 'log_position < bitShiftLeft(toUInt128(1), 64)'
