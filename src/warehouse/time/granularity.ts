export type Granularity = 'hour' | 'day' | 'week' | 'month' | 'total'
