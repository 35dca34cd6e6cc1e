import { logMoment } from '../../warehouse/sql/log-order.ts'
import { type Chains, moment } from './sql.ts'

/**
 * The same chains as sql.ts finds, for steps that are asked for more than once: view, add, view. Events of one moment
 * are taken together, by how many of each kind there are: a chain takes as many steps there as these serve, each event
 * once, in whichever order they came. Steps are of the same kind or have no event in common.
 * @param kinds the kind of each step, from 0
 */
export function tiedChainsSql({ steps, by, value, windowSeconds, source }: Chains, kinds: readonly number[]): string {
  const last = steps.length
  const count = Math.max(...kinds) + 1
  const counts = Array.from({ length: count }, (_, kind) => `countIf(${steps[kinds.indexOf(kind)]}) AS kind_${kind}`)
  const names = counts.map((_, kind) => `kind_${kind}`)
  const rest = steps.slice(1).map((_, index) => index + 2)
  const within = rest.map((at) => `(chain.${at} != 0 AND chain.${at} - chain.1 <= ${windowSeconds * 1_000_000})`)
  return `SELECT depth, [best.1, ${rest.map((at) => `best.${at}`).join(', ')}] AS times, best.${last + 1} AS value
    FROM (
      WITH ${backwards(kinds, count).join(',\n        ')},
        arrayFilter(chain -> chain.1 != 0, from_1) AS chains,
        arrayMap(chain -> 1 + ${within.join(' + ')}, chains) AS depths
      SELECT arrayMax(depths) AS depth, chains[indexOf(depths, depth)] AS best
      FROM (
        SELECT owner, arraySort(event -> event.1, groupArray((moment, ${names.join(', ')}, value))) AS events
        FROM (
          SELECT ${by} AS owner, ${moment} AS moment, ${counts.join(', ')},
            argMinIf(${value}, ${logMoment}, ${steps[0]}) AS value
          FROM ${source}
          GROUP BY owner, moment
        ) WHERE ${names.join(' + ')} > 0
        GROUP BY owner
      ) WHERE notEmpty(chains)
    )`
}

/** As in sql.ts, over moments in place of events: `from_<k>` may take several steps of the moment at once. */
function backwards(kinds: readonly number[], count: number): string[] {
  const last = kinds.length
  const columns: string[] = []
  for (let step = last; step >= 1; step--) {
    const later = Array.from({ length: last - step }, (_, index) => step + index + 1)
    const taken = takenAt(step, kinds)
    const times = later.map((at) => {
      // After all steps that are taken here, the chain continues with the first one behind it.
      const behind = later
        .filter((next) => next <= at)
        .map((next) => `${taken} = ${next - step}, next_${next}.${at - next + 1}`)
      return `multiIf(${taken} > ${at - step}, event.1, ${behind.join(', ')}, toInt64(0))`
    })
    const value = step === 1 ? [`event.${count + 2}`] : []
    const none = [...Array(last - step + 1).fill('toInt64(0)'), ...(step === 1 ? ["''"] : [])]
    const chain = `if(${taken} > 0, tuple(${['event.1', ...times, ...value].join(', ')}), tuple(${none.join(', ')}))`
    const names = later.map((at) => `next_${at}`)
    columns.push(
      `arrayMap((${['event', ...names].join(', ')}) -> ${chain}, ${['events', ...names].join(', ')}) AS from_${step}`,
    )
    if (step === 1) break
    const behind = `arrayPushBack(arrayPopFront(from_${step}), tuple(${none.join(', ')}))`
    columns.push(`arrayReverseFill(chain -> chain.1 != 0, ${behind}) AS next_${step}`)
  }
  return columns
}

/** SQL of how many steps from this one on the events of a moment serve, each event one of them. */
function takenAt(step: number, kinds: readonly number[]): string {
  const needed = new Map<number, number>()
  const branches = kinds.slice(step - 1).map((kind, index) => {
    needed.set(kind, (needed.get(kind) ?? 0) + 1)
    return `event.${kind + 2} < ${needed.get(kind)}, ${index}`
  })
  return `multiIf(${branches.join(', ')}, ${branches.length})`
}
