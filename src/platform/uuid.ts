import { randomInt, randomUUID } from 'node:crypto'

/** The counter's bits: `rand_a` and the first 14 of `rand_b`. */
const counterBits = 26
const counterEnd = 2 ** counterBits
/** A new millisecond begins in the lower half, so that at least 33 million ids fit behind it. */
const seedEnd = counterEnd / 2

/**
 * A source of UUIDv7 (RFC 9562, section 5.7) that never goes back: 48 bits of Unix milliseconds, a counter that begins
 * at random in each millisecond (section 6.2, method 1), then 48 bits of chance, by which processes that count at the
 * same time stay apart. While the clock stands still or goes back the last millisecond is kept and counted on; a counter
 * that is used up moves one millisecond ahead.
 * Node hands out random UUIDs from a store of them, which is several times as fast as asking the system for bits of each.
 */
export function openUuidV7(): (now: number) => string {
  let last = -1
  let counter = 0
  return (now) => {
    if (now > last) {
      last = now
      counter = randomInt(seedEnd)
    } else if (counter + 1 < counterEnd) counter += 1
    else {
      last += 1
      counter = 0
    }
    const milliseconds = Math.floor(last).toString(16).padStart(12, '0')
    const high = (0x7000 | (counter >>> 14)).toString(16)
    const low = (0x8000 | (counter & 0x3fff)).toString(16)
    return `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}-${high}-${low}${randomUUID().slice(23)}`
  }
}

/** The process's own source. @param now milliseconds since 1970 */
export const uuidV7 = openUuidV7()
