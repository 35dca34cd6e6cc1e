/** Records are added up by five minutes: these fit into the buckets of every time zone there is. */
export const slotMs = 300_000

/** When the slot of a moment (milliseconds since 1970) began, RFC 3339. */
export const slotOf = (moment: number) => new Date(Math.floor(moment / slotMs) * slotMs).toISOString()
