/** Events begin in 1970, and the engine's times end in 2299. */
export const bound = (moment: string) =>
  moment < '1970' ? '1970-01-01 00:00:00' : moment.replace('T', ' ').replace('Z', '')

/** SQL: the event lies in the range. */
export const inRange = "occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}"
