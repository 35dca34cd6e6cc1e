/** How heavily parameters are drawn towards 1, in logarithms and in the unit of the search. */
const weight = 0.01
/** The logarithm beyond which a parameter hardly goes: there differences of log-gamma keep fewer than ten digits. */
const furthest = 12
const steepness = 10_000

/**
 * The penalty of a weak prior on positive parameters. Where all customers buy, stop or spend alike, a likelihood grows while
 * two parameters go beyond all bounds; this keeps them finite, and is less than chance where they can be estimated.
 * @param logs the logarithms of the parameters
 */
export const priorOf = (logs: readonly number[]): number =>
  logs.reduce((sum, log) => sum + weight * log * log + steepness * Math.max(0, Math.abs(log) - furthest) ** 2, 0)
