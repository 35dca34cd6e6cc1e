/** Full-jitter exponential back-off in milliseconds: anything from 0 to base × 2^attempt, at most `capMs`. */
export const backOffMs = (attempt: number, baseMs = 50, capMs = 5_000, random = Math.random) =>
  random() * Math.min(capMs, baseMs * 2 ** attempt)
