/**
 * Chance that repeats itself: the same seed gives the same numbers on every machine (sfc32, seeded by a 32-bit mix
 * of the text). Nothing in the simulator may ask Math.random or the clock.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #count = 1
  #spare: number | undefined

  constructor(seed: string) {
    this.#a = fingerprint(seed, 1)
    this.#b = fingerprint(seed, 2)
    this.#c = fingerprint(seed, 3)
    for (let i = 0; i < 12; i++) this.next()
  }

  /** From 0 (included) to 1 (not). */
  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T
  }

  /** One of the entries, as often as its weight says. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T {
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [item, weight] of entries) {
      left -= weight
      if (left < 0) return item
    }
    return (entries[entries.length - 1] as readonly [T, number])[0]
  }

  normal(mean: number, deviation: number): number {
    const spare = this.#spare
    if (spare !== undefined) {
      this.#spare = undefined
      return mean + deviation * spare
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    const angle = 2 * Math.PI * this.next()
    this.#spare = radius * Math.sin(angle)
    return mean + deviation * radius * Math.cos(angle)
  }

  /** Mostly near the median, sometimes far above it: latencies, pauses. */
  skewed(median: number, spread: number): number {
    return median * Math.exp(this.normal(0, spread))
  }

  /** How often something happens that is expected `mean` times. */
  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(this.normal(mean, Math.sqrt(mean))))
    const limit = Math.exp(-mean)
    let product = this.next()
    let count = 0
    while (product > limit) {
      product *= this.next()
      count++
    }
    return count
  }
}

/** 32 bits of a text; another `salt` gives bits that have nothing to do with the first. */
export function fingerprint(text: string, salt = 0): number {
  let hash = 2_166_136_261 ^ Math.imul(salt, 2_654_435_761)
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
  return mixed(hash)
}

/** Spreads the bits of a number; the result is from 0 to 2^32 − 1. */
export function mixed(bits: number): number {
  let hash = bits | 0
  hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507)
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909)
  return (hash ^ (hash >>> 16)) >>> 0
}
