import { bins, type Sum, tenantZone, typesOf } from '../../measures/define.ts'

/** SQL of a sum, in the four forms that must agree to the digit: over events, and as a rollup's column, state and merge. */
const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

/** SQL that is true for the events that the sum takes. `zone` is what stands for the tenant's time zone. */
export function conditionOf(sum: Sum, zone = tenantZone): string {
  const types = typesOf(sum)
  const parts = [
    ...(types === undefined ? [] : [`type IN (${quoted(types)})`]),
    ...(sum.when.action === undefined ? [] : [`action IN (${quoted([sum.when.action].flat())})`]),
    ...(sum.when.where === undefined ? [] : [`ifNull(${sum.when.where.replaceAll(tenantZone, zone)}, 0)`]),
    ...(sum.kind === 'distinct' ? [`${sum.of} != ''`] : []),
  ]
  return parts.length === 0 ? '1' : parts.join(' AND ')
}

/** What is summed, without null and in the sum's own type. */
const termOf = (sum: Sum) => `CAST(ifNull(${sum.of}, 0) AS ${sum.as})`

/** Times the rate of the event's currency: 24 decimals and 52 digits before them, so nothing is rounded. */
const converted = (term: string, rate?: string) => (rate === undefined ? term : `toDecimal256(${term}, 12) * ${rate}`)

/** The aggregate over events. `rate` is the column of exchange rates by which money is multiplied. */
export function overEvents(sum: Sum, rate?: string): string {
  const condition = conditionOf(sum)
  if (sum.kind === 'count') return `countIf(${condition})`
  if (sum.kind === 'distinct') return `uniqCombined64If(20)(cityHash64(${sum.of}), ${condition})`
  if (sum.kind === 'quantile') return `quantileExactInclusiveOrNullIf(${sum.level})(${sum.of}, ${condition})`
  if (sum.kind === 'distribution') return `[${binsOf(sum).map((bin) => `countIf(${condition} AND ${bin})`)}]`
  return `sumIf(${converted(termOf(sum), rate)}, ${condition})`
}

/** SQL that is true for the values in each bin. Those beyond 0 to 1 belong to the bin at that end. */
const binsOf = ({ of }: Sum) =>
  Array.from({ length: bins }, (_, bin) => {
    const bounds = [bin > 0 && `${of} >= ${bin / bins}`, bin < bins - 1 && `${of} < ${(bin + 1) / bins}`]
    return bounds.filter(Boolean).join(' AND ')
  })

/** Whether a sum's column of an answer holds anything. */
export function holdsSomething(column: string, { kind }: Sum): string {
  if (kind === 'quantile') return `${column} IS NOT NULL`
  return kind === 'distribution' ? `arraySum(${column}) != 0` : `${column} != 0`
}

/**
 * The type of the sum's column in a rollup. Different values are kept as a list of their hashes: merging these takes half
 * the time that merging states of uniqCombined64 takes, because a state is a hash table that must be built first.
 */
export function rollupType(sum: Sum): string {
  if (sum.kind === 'distinct') return 'SimpleAggregateFunction(groupUniqArrayArray, Array(UInt64))'
  return `SimpleAggregateFunction(sum, ${sum.as})`
}

/** What a rollup's column is filled with. A sum that depends on the tenant's time zone is kept for UTC. */
export function rollupState(sum: Sum): string {
  const condition = conditionOf(sum, "'UTC'")
  if (sum.kind === 'count') return `countIf(${condition})`
  if (sum.kind === 'distinct') return `groupUniqArrayIf(cityHash64(${sum.of}), ${condition})`
  return `sumIf(${termOf(sum)}, ${condition})`
}

/** The aggregate over a rollup's column, which must be `overEvents` of the same events. */
export function overRollup(column: string, sum: Sum, rate?: string): string {
  if (sum.kind === 'distinct') return `uniqCombined64Array(20)(${column})`
  return `sum(${converted(column, rate)})`
}

/** Counts the events whose amount would be added, so that a currency without amounts needs no rate. */
export const amountsOf = (sum: Sum): Sum => ({
  kind: 'count',
  of: '',
  when: { ...sum.when, where: [sum.when.where, `${sum.of} != 0`].filter(Boolean).join(' AND ') },
  as: 'UInt64',
  money: false,
})
