/**
 * What one statement of a question may take. Rows are estimated from the index before anything is read, so most questions
 * that are too large are refused at once; the rest ends at the others. All that pages ask over 100 million events stays
 * below a half of each (docs/decisions/0032). Beyond them the answer is Failure('query_too_large').
 */
export const questionLimits = {
  // chDB runs one statement at a time, and the next insert waits for it.
  max_execution_time: 30,
  max_rows_to_read: 300_000_000,
  max_bytes_to_read: 60_000_000_000,
  max_memory_usage: 4_000_000_000,
} as const
