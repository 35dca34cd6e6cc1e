import { type AskedFilters, askedFilters } from '../api/filters.ts'
import type { Step } from './step.ts'

/** A step as the service takes it. */
export const askedStep = ({
  type,
  action,
  filters,
}: Step): { type: string; action: string; filters?: AskedFilters } => ({
  type,
  action,
  ...(Object.keys(filters).length === 0 ? {} : { filters: askedFilters(filters) }),
})
