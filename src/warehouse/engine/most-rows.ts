import { Failure } from '../../platform/errors.ts'

/** More rows than this are not gathered, whatever is asked of them. */
export const mostRows = 100_000

export const tooManyRows = () =>
  new Failure('query_too_large', `more than ${mostRows} rows: ask for fewer dimensions or longer buckets`)
