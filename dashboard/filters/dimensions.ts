/** What the whole page can be narrowed by, in the order in which it is offered. The words are the API's. */
export const filterDimensions = {
  country: 'Country',
  region: 'Region',
  channel: 'Channel',
  device_type: 'Device type',
  category: 'Category',
  gateway: 'Gateway',
} as const

export type FilterDimension = keyof typeof filterDimensions

export const dimensionIds = Object.keys(filterDimensions) as FilterDimension[]

/** The values chosen for each dimension; a dimension without any is absent. */
export type DimensionFilters = Partial<Record<FilterDimension, readonly string[]>>

/** How a value reads on the page; events that carry none are found under the empty word. */
export const valueTitle = (value: string): string => (value === '' ? '(none)' : value)
