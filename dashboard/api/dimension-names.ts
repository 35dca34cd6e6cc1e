import { valueName } from './value-names.ts'

/** What the whole page can be narrowed by, in the order in which it is offered. The words are the API's. */
export const filterDimensions = {
  country: 'Country',
  region: 'Region',
  city: 'City',
  channel: 'Channel',
  campaign: 'Campaign',
  cohort: 'Cohort',
  provider: 'Provider',
  device_type: 'Browsing device',
  wearable_type: 'Wearable',
  category: 'Category',
  brand: 'Brand',
  product_id: 'Product',
  gateway: 'Gateway',
  method: 'Payment method',
  warehouse_id: 'Warehouse',
  carrier: 'Carrier',
  lot: 'Lot',
  firmware: 'Firmware',
  plan: 'Plan',
} as const

export type FilterDimension = keyof typeof filterDimensions

export const dimensionIds = Object.keys(filterDimensions) as FilterDimension[]

export const isFilterDimension = (word: string): word is FilterDimension => Object.hasOwn(filterDimensions, word)

/** Dimensions in a sentence: "gateway or payment method". */
export const namesOf = (dimensions: readonly FilterDimension[], last: 'and' | 'or'): string =>
  dimensions
    .map((id) => filterDimensions[id].toLowerCase())
    .join(', ')
    .replace(/, ([^,]*)$/, ` ${last} $1`)

/** The values chosen for each dimension; a dimension without any is absent. */
export type DimensionFilters = Partial<Record<FilterDimension, readonly string[]>>

/** Where an event carries no value. */
export const noneTitle = '(none)'

/** How a value of a dimension reads on the page; events that carry none are found under the empty word. */
export const valueTitle = (value: string, dimension: string): string =>
  value === '' ? noneTitle : valueName(dimension, value)
