/** The little that we take of jStat, which carries no types of its own. */
declare module 'jstat' {
  const jstat: {
    readonly gamma: { inv(p: number, shape: number, scale: number): number }
    readonly normal: {
      inv(p: number, mean: number, deviation: number): number
      cdf(x: number, mean: number, deviation: number): number
    }
    readonly beta: { inv(p: number, alpha: number, beta: number): number }
    /** The share of a gamma distribution (scale 1) that lies below x. */
    lowRegGamma(shape: number, x: number): number
    /** The logarithm of the gamma function. */
    gammaln(x: number): number
  }
  export default jstat
}
