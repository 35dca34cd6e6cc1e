/** `ttl` of an `lru-cache` for values that are gone at the end of their life: the library keeps them through that millisecond. */
export const ttlOf = (lifeMs: number): number => lifeMs - 1

/** Options of an `lru-cache` that goes by this clock, which it would else read once in a millisecond; 0 is no moment to it. */
export const byClock = (now: () => number) => ({ perf: { now: () => now() + 1 }, ttlResolution: 0 })
