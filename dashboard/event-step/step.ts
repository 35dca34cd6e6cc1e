import { type DimensionFilters, isFilterDimension } from '../api/dimension-names.ts'

/** Events of a kind, and of these values. */
export interface Step {
  readonly type: string
  readonly action: string
  readonly filters: DimensionFilters
}

const word = /^[a-z][a-z_]{0,60}$/

/** A step as written in the address: `product.viewed;category=patches;category=bands`. */
export const writeStep = ({ type, action, filters }: Step): string =>
  [
    `${type}.${action}`,
    ...Object.entries(filters).flatMap(([dimension, values]) =>
      values.map((value) => `${dimension}=${encodeURIComponent(value)}`),
    ),
  ].join(';')

/** The inverse; undefined where it is no step, so that any address shows a page. */
export function parseStep(text: string): Step | undefined {
  const [event = '', ...parts] = text.split(';')
  const [type = '', action = '', ...rest] = event.split('.')
  if (!word.test(type) || !word.test(action) || rest.length > 0) return undefined
  const filters: { [Key in keyof DimensionFilters]: string[] } = {}
  for (const part of parts) {
    const [dimension = '', value] = part.split('=')
    if (!isFilterDimension(dimension) || value === undefined) continue
    const values = filters[dimension] ?? []
    filters[dimension] = [...values, decoded(value)]
  }
  return { type, action, filters }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

/** "product viewed" */
export const eventTitle = ({ type, action }: Pick<Step, 'type' | 'action'>): string =>
  `${type} ${action}`.replaceAll('_', ' ')

/** "product viewed (patches)": with what narrows it. */
export function stepTitle(step: Step): string {
  const values = Object.values(step.filters).flat()
  return values.length === 0 ? eventTitle(step) : `${eventTitle(step)} (${values.join(', ')})`
}
