import { settingsClause } from './engine.ts'
import { questionLimits } from './limits.ts'

/**
 * SQL: the end of each statement of a question, so that none runs on and none takes all memory. Days before 1970 exist where
 * a zone lies west of Greenwich. Compiling a statement takes longer than most take to run.
 */
export const questionClause = settingsClause({
  enable_extended_results_for_datetime_functions: 1,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  ...questionLimits,
})
