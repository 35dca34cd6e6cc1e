import type { Condition } from '../../measures/condition.ts'
import { count, type Dimension, type Measure } from '../../measures/define.ts'
import type { State } from '../../measures/state.ts'
import { conditionOf, overEvents } from '../../warehouse/sql/sum.ts'
import type { Model } from '../../warehouse/tables/model.ts'

/** One piece of a measure: the events that it counts, and how it computes from them. */
export interface Piece {
  readonly name: string
  readonly when: string
  readonly definition: string
  /** Dimensions that its events do not have, so that no filter by them holds for it. */
  readonly across: readonly Dimension[]
}

/** The pieces of one measure, without those of measures that it uses. */
export const piecesOf = ({ id, sums, states }: Measure, model: Model): Piece[] => [
  ...Object.entries(sums).map(([name, sum]) => ({
    name: `${id}.${name}`,
    when: conditionOf(sum),
    definition: overEvents(sum),
    across: sum.across ?? [],
  })),
  ...Object.entries(states).flatMap(([name, state]) => {
    const of = stateOf(state, model)
    return of === undefined
      ? []
      : [{ name: `${id}.${name}`, when: taken(of.when), definition: of.definition, across: [] }]
  }),
]

const taken = (when: Condition) => conditionOf(count(when))

/** The events that tell a state, and what is made of them; undefined for what only the calendar says. */
function stateOf(state: State, { byPerson }: Model): { when: Condition; definition: string } | undefined {
  switch (state.kind) {
    case 'calendar':
      return undefined
    case 'active':
      return {
        when: { ...byPerson, where: `${byPerson.where} AND ${state.of} != ''` },
        definition: `uniq(${state.of}) over ${state.days} days`,
      }
    case 'unfollowed':
      return { when: state.when, definition: `uniq(${state.of}) that nothing followed: ${taken(state.unless)}` }
    case 'variation':
      return {
        when: state.when,
        definition: `stddevPop(${state.of}) / avg(${state.of}) by day and ${state.per.join(', ')}`,
      }
    default:
      return {
        when: { type: state.series.type },
        definition: `${state.kind} of ${state.of} by ${state.series.per.join(', ')}`,
      }
  }
}
