import { questionClause } from '../../warehouse/engine/question-clause.ts'

/** Codes that stand for no event name; names are numbered from 1. */
export const otherCode = 0
export const endCode = 65_535

/** How many paths are answered. */
const mostPaths = 20

/** Whose events are put in order, and from where. */
export interface Walk {
  readonly by: string
  /** SQL after FROM, with its conditions. */
  readonly source: string
  /** SQL of the code of an event's name. */
  readonly code: string
  /** SQL that is true where a journey may begin. */
  readonly start: string
  readonly depth: number
}

/**
 * A journey for each person or session: `codes` and `moments` (microseconds) of its first steps from the start on. What is
 * done several times in a row is one step. Events of one time stand in the order of the log.
 */
const journeysSql = ({ by, source, code, start, depth }: Walk) => `(
    WITH arraySlice(events, arrayFirstIndex(event -> event.4, events)) AS begun,
      arrayPushFront(arrayPopBack(arrayMap(event -> event.3, begun)), toUInt16(${otherCode})) AS before,
      arraySlice(arrayFilter((event, last) -> event.3 != last, begun, before), 1, ${depth}) AS steps
    SELECT arrayMap(step -> step.3, steps) AS codes, arrayMap(step -> step.1, steps) AS moments
    FROM (
      SELECT arraySort(groupArray((toUnixTimestamp64Micro(occurred_at), log_position, toUInt16(${code}), ${start}))) AS events
      FROM ${source}
      GROUP BY ${by}
    ) WHERE arrayExists(event -> event.4, events)
  )`

/** Rows: level (from 1), code of a name, how many journeys have it there. */
export const levelsSql = (walk: Walk) => `SELECT level, code, count()
  FROM (SELECT arrayJoin(arrayZip(arrayEnumerate(codes), codes)) AS step, step.1 AS level, step.2 AS code FROM ${journeysSql(walk)})
  GROUP BY level, code ${questionClause}`

/** The journeys with the names that each level shows (`tops`, a list of codes for each level), others and ends. */
const toldSql = (walk: Walk, tops: string) => `(
    SELECT moments, arrayMap((code, level) -> if(has(${tops}[level], code), code, toUInt16(${otherCode})),
        codes, arrayEnumerate(codes)) AS told,
      if(length(codes) < ${walk.depth}, arrayPushBack(told, toUInt16(${endCode})), told) AS path
    FROM ${journeysSql(walk)}
  )`

/** Rows: level of the source (from 1), source, target, how many, and the median of the seconds between. */
export const linksSql = (
  walk: Walk,
  tops: string,
) => `SELECT link.1 AS level, link.2 AS source, link.3 AS target, count(),
    quantileExactInclusiveIf(0.5)(link.4 / 1e6, target != ${endCode})
  FROM (
    WITH arrayPushBack(arrayPopFront(moments), last) AS following
    SELECT moments[length(moments)] AS last,
      arrayJoin(arraySlice(arrayZip(arrayEnumerate(moments), told,
        arrayResize(arrayPopFront(path), length(moments)), arrayMap((next, moment) -> next - moment, following, moments)
      ), 1, length(path) - 1)) AS link
    FROM ${toldSql(walk, tops)}
  )
  GROUP BY level, source, target ORDER BY level, count() DESC, source, target ${questionClause}`

/**
 * Rows: path, how many took it, and how many there are of all paths: events that arrive between two statements change no share.
 */
export const pathsSql = (
  walk: Walk,
  tops: string,
) => `SELECT path, count(), sum(count()) OVER () FROM ${toldSql(walk, tops)}
  GROUP BY path ORDER BY count() DESC, path LIMIT ${mostPaths} ${questionClause}`
