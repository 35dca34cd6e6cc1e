import type { FetchOffset } from './group-reader.ts'

const nameOf = ({ topic, partition }: FetchOffset) => `${topic} ${partition}`

/**
 * @returns a look at what is fetched next, to be taken whenever nothing was to take: it gives the offsets that have stood since
 *   the look before, so that all before them was taken
 */
export function openStandingOffsets(): (fetching: readonly FetchOffset[]) => FetchOffset[] {
  let before: ReadonlyMap<string, bigint> = new Map()
  return (fetching) => {
    const standing = fetching.filter((place) => before.get(nameOf(place)) === place.offset)
    before = new Map(fetching.map((place) => [nameOf(place), place.offset]))
    return standing
  }
}
