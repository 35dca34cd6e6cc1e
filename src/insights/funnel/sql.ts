/**
 * SQL that finds, for each person or session, the chain of events by which it came furthest. In a chain each event serves
 * one step, no step is earlier than the one before it, and none is later than the window after the first. From each first
 * step the next step is taken as early as it comes; of the chains that come furthest, the one that begins first counts.
 *
 * ClickHouse's windowFunnel says how far, but not when; and what is of the same time it takes in the order in which it
 * happens to read. Here events of one time stand in the order of the first step that each can serve, and of one step by the
 * log. Where a step is asked for twice that does not find every chain: see equal-times-sql.ts.
 */
export interface Chains {
  /** SQL conditions of the steps, in order: two to twelve. */
  readonly steps: readonly string[]
  /** The column that says whose events they are. */
  readonly by: string
  /** SQL of a text that is kept of the event of the first step. */
  readonly value: string
  readonly windowSeconds: number
  /** SQL after FROM, with its conditions. */
  readonly source: string
}

/** Microseconds since 1970, and one: 0 stands for no event. */
export const moment = 'toInt64(toUnixTimestamp64Micro(occurred_at)) + 1'

/** A statement whose rows are `depth`: how many steps were taken, `times`: their moments (what follows is void), `value`. */
export function chainsSql({ steps, by, value, windowSeconds, source }: Chains): string {
  const windowMicros = windowSeconds * 1_000_000
  const rest = steps.slice(1).map((_, index) => index + 2)
  const within = rest.map((at) => `(chain.${at} != 0 AND chain.${at} - chain.1 <= ${windowMicros})`)
  return `SELECT depth, [best.1, ${rest.map((at) => `best.${at}`).join(', ')}] AS times, best.${steps.length + 1} AS value
    FROM (
      WITH ${backwards(steps.length).join(',\n        ')},
        arrayFilter(chain -> chain.1 != 0, from_1) AS chains,
        arrayMap(chain -> 1 + ${within.join(' + ')}, chains) AS depths
      SELECT arrayMax(depths) AS depth, chains[indexOf(depths, depth)] AS best
      FROM (
        SELECT owner, arraySort(event -> (event.1, event.2, event.4), groupArray((moment, mark, value, log_position))) AS events
        FROM (
          SELECT ${by} AS owner, ${moment} AS moment, ${markOf(steps)} AS mark, ${value} AS value, log_position
          FROM ${source}
        ) WHERE mark != 0
        GROUP BY owner
      ) WHERE notEmpty(chains)
    )`
}

/** A bit for each step that an event can serve, and above them the first one's number, so that it stands by that first. */
function markOf(steps: readonly string[]): string {
  const first = steps.map((step, index) => `${step}, ${index * 4096}`).join(', ')
  const bits = steps.map((step, index) => `if(${step}, ${2 ** index}, 0)`).join(' + ')
  return `toUInt16(multiIf(${first}, 0) + ${bits})`
}

/**
 * From the last step to the first: at each event that can serve step k, `from_<k>` holds its moment and those of the steps
 * after it, each as early as it comes, and elsewhere zeros; `next_<k>` holds at each event the first such chain behind it.
 */
function backwards(last: number): string[] {
  const columns: string[] = []
  for (let step = last; step >= 1; step--) {
    const times = ['event.1', ...later('next', last - step)]
    const chain = step === 1 ? [...times, 'event.3'] : times
    const none = [...Array(times.length).fill('toInt64(0)'), ...(step === 1 ? ["''"] : [])]
    const serves = `if(bitTest(event.2, ${step - 1}), tuple(${chain}), tuple(${none}))`
    columns.push(
      step === last
        ? `arrayMap(event -> ${serves}, events) AS from_${step}`
        : `arrayMap((event, next) -> ${serves}, events, next_${step + 1}) AS from_${step}`,
    )
    if (step === 1) break
    const behind = `arrayPushBack(arrayPopFront(from_${step}), tuple(${none}))`
    columns.push(`arrayReverseFill(chain -> chain.1 != 0, ${behind}) AS next_${step}`)
  }
  return columns
}

const later = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}.${index + 1}`)
