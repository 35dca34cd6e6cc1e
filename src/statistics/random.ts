/** Numbers by a seed (mulberry32), and what is drawn by them. */
export function openRandom(seed: string) {
  let state = [...seed].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619), 2_166_136_261)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const positive = () => Math.max(next(), Number.MIN_VALUE)
  const normal = () => Math.sqrt(-2 * Math.log(positive())) * Math.cos(2 * Math.PI * next())
  /** Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, ACM TOMS 26(3), 2000. */
  function gamma(shape: number): number {
    if (shape < 1) return gamma(shape + 1) * positive() ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const z = normal()
      const cube = (1 + c * z) ** 3
      if (cube > 0 && Math.log(positive()) < 0.5 * z * z + d - d * cube + d * Math.log(cube)) return d * cube
    }
  }
  const exponential = () => -Math.log(positive())
  /** How many events of rate 1 happen within the mean. */
  function poisson(mean: number): number {
    let events = -1
    for (let time = 0; time <= mean; events++) time += exponential()
    return events
  }
  return { next, normal, gamma, exponential, poisson }
}
